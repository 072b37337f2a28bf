import * as z from 'zod';
import { Cost, StopReason } from './generation.ts';
import { action, id, query, timestamp } from './method.ts';
import { Cell, CellStatus } from './runs.ts';

const count = z.number().int().nonnegative();

/** Which rows of a run, and in which order; without anything, all in the dataset's order. */
export const GridQuery = z.object({
  sort: z
    .object({
      /** Of the dataset's columns by position, or of a variant by what its cells have. */
      by: z.union([
        z.object({ column: count }),
        z.object({ variantId: id, key: z.enum(['status', 'output', 'cost', 'latency', 'tokens', 'passed']) }),
      ]),
      descending: z.boolean().optional(),
    })
    .optional(),
  /** All must hold; a row is in when one of its cells (of the variant, if named) fits. */
  filters: z
    .array(
      z.object({
        variantId: id.optional(),
        status: z.array(CellStatus).optional(),
        /** In the answer, without regard to case. */
        text: z.string().optional(),
        /** USD. */
        minCost: z.number().optional(),
        maxCost: z.number().optional(),
        minLatencyMs: z.number().optional(),
        maxLatencyMs: z.number().optional(),
        passed: z.boolean().optional(),
      }),
    )
    .max(20)
    .optional(),
  /** In the row's values or any answer, without regard to case. */
  search: z.string().max(1000).optional(),
});
export type GridQuery = z.infer<typeof GridQuery>;

/** One cell of the grid: all repeats of a row and a variant. */
export const GridCell = z.object({
  /** Of the first repeat that has one: what a click opens. */
  id,
  /** The most pressing of the repeats: running, failed, pending, cancelled, succeeded. */
  status: CellStatus,
  /** How the repeats stand; one in most runs. */
  done: count,
  failed: count,
  total: count,
  /** The beginning of the answer, at most 300 characters, of the first repeat that has one. */
  text: z.string().optional(),
  cost: Cost.optional(),
  /** Milliseconds, the mean over repeats. */
  latencyMs: z.number().optional(),
  ttftMs: z.number().optional(),
  outputTokens: count.optional(),
  /** Of checks over all repeats. */
  passed: count.optional(),
  checked: count.optional(),
  cached: z.boolean().optional(),
  errorCode: z.string().optional(),
});
export type GridCell = z.infer<typeof GridCell>;

export const GridRow = z.object({
  row: count,
  /** Of the dataset, each at most 300 characters. */
  values: z.array(z.string()),
  /** In the order of the run's variants; null where the row was not taken yet. */
  cells: z.array(GridCell.nullable()),
});
export type GridRow = z.infer<typeof GridRow>;

/** One cell with all that a person may ask about it. */
export const CellDetail = z.object({
  cell: Cell,
  /** As they were sent. */
  prompt: z.string(),
  system: z.string().optional(),
  values: z.record(z.string(), z.string()),
  thinking: z.string().optional(),
  stopReason: StopReason.optional(),
  attempts: count,
  /** What happened to it, oldest first. */
  events: z.array(z.object({ type: z.string(), at: timestamp, message: z.string().optional() })),
  /** The other repeats of the same row and variant, by repeat. */
  repeats: z.array(z.object({ id, repeat: count, status: CellStatus })),
});
export type CellDetail = z.infer<typeof CellDetail>;

const percentiles = z.object({ p50: z.number(), p95: z.number() });

export const VariantSummary = z.object({
  variantId: id,
  counts: z.object({ total: count, succeeded: count, failed: count, cancelled: count, cached: count }),
  /** Without cached answers, as all figures below but the checks. */
  usage: z.object({ inputTokens: count, outputTokens: count }),
  cost: Cost,
  /** Milliseconds, over answers that were really asked for; absent when there is none. */
  latency: percentiles.optional(),
  ttft: percentiles.optional(),
  /** Output tokens a second after the first token, median. */
  tokensPerSecond: z.number().optional(),
  /** Share that succeeded of the cells that succeeded or failed, with Wilson's interval at 95 %. */
  success: z.object({ rate: z.number(), low: z.number(), high: z.number() }).optional(),
  checks: z.array(
    z.object({
      name: z.string(),
      passed: count,
      total: count,
      rate: z.number(),
      low: z.number(),
      high: z.number(),
    }),
  ),
  /** Answers by latency; the bounds are shared by all variants of a run. */
  latencyHistogram: z.array(count),
});
export type VariantSummary = z.infer<typeof VariantSummary>;

export const runViewMethods = {
  /** Rows from `from` on in the order of the query, with the number of rows that fit it. */
  'run:grid': query(
    GridQuery.extend({ runId: id, from: count, limit: z.number().int().min(1).max(500) }),
    z.object({ total: count, rows: z.array(GridRow) }),
  ),
  'run:cell': query(z.object({ cellId: id }), CellDetail),
  'run:summary': query(
    z.object({ runId: id }),
    z.object({
      variants: z.array(VariantSummary),
      /** Milliseconds: bar i of a histogram counts latencies in [bounds[i], bounds[i + 1]). */
      latencyBounds: z.array(z.number()),
    }),
  ),
  /**
   * Writes a file on the back end's machine; one that is there is replaced. `rows` are those of the table. Formulas are
   * neutralised for spreadsheets in CSV unless told otherwise.
   */
  'run:export': action(
    z.object({
      runId: id,
      format: z.enum(['csv', 'jsonl', 'json', 'md']),
      path: z.string().min(1),
      neutralise: z.boolean().optional(),
    }),
    z.object({ path: z.string(), rows: count, bytes: count }),
  ),
};
