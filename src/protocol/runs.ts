import * as z from 'zod';
import { Check, CheckResult } from './checks.ts';
import { Failure } from './errors.ts';
import { Cost, Parameters, Timing, Usage, Warning } from './generation.ts';
import { action, id, query, timestamp } from './method.ts';

export const RunPrompt = z.object({
  template: z.string().refine((text) => text.trim() !== '', 'The prompt is empty.'),
  system: z.string().optional(),
});
export type RunPrompt = z.infer<typeof RunPrompt>;

/** What a run compares: a column of its grid. */
export const RunVariant = z.object({
  id,
  position: z.number().int().nonnegative(),
  /** Index into the run's prompts. */
  prompt: z.number().int().nonnegative(),
  /** `provider:id`. */
  model: z.string(),
  label: z.string(),
});
export type RunVariant = z.infer<typeof RunVariant>;

export const runStatuses = ['running', 'paused', 'completed', 'cancelled'] as const;
export const RunStatus = z.enum(runStatuses);
export type RunStatus = z.infer<typeof RunStatus>;

export const cellStatuses = [
  'pending',
  'queued',
  'submitted',
  'running',
  'succeeded',
  'failed',
  'cancelled',
] as const;
export const CellStatus = z.enum(cellStatuses);
export type CellStatus = z.infer<typeof CellStatus>;

const count = z.number().int().nonnegative();

export const RunCounts = z.object({ total: count, succeeded: count, failed: count, cancelled: count });
export type RunCounts = z.infer<typeof RunCounts>;

export const Run = z.object({
  id,
  projectId: id,
  datasetId: id.nullable(),
  name: z.string(),
  fileName: z.string().optional(),
  status: RunStatus,
  /** Why it is paused: a person, the cost cap, or a key that nobody present has. */
  reason: z.string().optional(),
  prompts: z.array(RunPrompt),
  variants: z.array(RunVariant),
  parameters: Parameters.optional(),
  repeats: z.number().int().positive(),
  checks: z.array(Check),
  maxCostUsd: z.number().positive().optional(),
  cells: RunCounts,
  usage: z.object({ inputTokens: count, outputTokens: count }),
  cost: Cost,
  createdAt: timestamp,
  updatedAt: timestamp,
  completedAt: timestamp.optional(),
});
export type Run = z.infer<typeof Run>;

export const Cell = z.object({
  id,
  runId: id,
  /** Index of the dataset's row; 0 in a run without a dataset. */
  row: count,
  variantId: id,
  repeat: count,
  status: CellStatus,
  output: z.string().optional(),
  usage: Usage.optional(),
  cost: Cost.optional(),
  timing: Timing.optional(),
  warnings: z.array(Warning).optional(),
  error: Failure.optional(),
  checks: z.array(CheckResult).optional(),
  updatedAt: timestamp,
});
export type Cell = z.infer<typeof Cell>;

export const runMethods = {
  /** Saves the run with all its cells and starts it. Nothing starts when a model or a column is not known. */
  'run:start': action(
    z.object({
      projectId: id.optional(),
      datasetId: id.optional(),
      name: z.string().trim().min(1).max(500).optional(),
      prompts: z.array(RunPrompt).min(1, 'Write at least one prompt.'),
      models: z.array(z.string().min(1)).min(1, 'Choose at least one model.'),
      parameters: Parameters.optional(),
      repeats: z.number().int().min(1).max(100).optional(),
      /** Only so many rows. */
      limit: z.number().int().min(1).optional(),
      checks: z.array(Check).optional(),
      /** USD; the run pauses before it would pass it. */
      maxCostUsd: z.number().positive().optional(),
      /** Calls at once, over all models. */
      concurrency: z.number().int().min(1).max(1000).optional(),
    }),
    Run,
  ),
  'run:get': query(z.object({ runId: id }), Run),
  /** Newest first. */
  'run:list': query(
    z.object({ projectId: id.optional(), limit: z.number().int().min(1).max(1000).optional() }),
    z.array(Run),
  ),
  /** In the order of rows, variants, repeats; `after` is the last cell seen. `updatedSince` leaves out older ones. */
  'run:cells': query(
    z.object({
      runId: id,
      after: id.optional(),
      limit: z.number().int().min(1).max(10_000).optional(),
      updatedSince: timestamp.optional(),
    }),
    z.array(Cell),
  ),
  'run:pause': action(z.object({ runId: id }), Run),
  /** Goes on with what is pending; with `failed`, failed and cancelled cells are pending again. */
  'run:resume': action(z.object({ runId: id, failed: z.boolean().optional() }), Run),
  'run:cancel': action(z.object({ runId: id }), Run),
};
