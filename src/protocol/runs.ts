import * as z from 'zod';
import { Check, CheckResult } from './checks.ts';
import { Failure } from './failure.ts';
import { Cost, Parameters, Timing, Usage, Warning } from './generation.ts';
import { id, timestamp } from './method.ts';

export const RunPrompt = z.object({
  template: z.string().refine((text) => text.trim() !== '', 'The prompt is empty.'),
  system: z.string().optional(),
  /** Templates of paths or URLs, each one image beside the text: `{{image}}`. */
  images: z.array(z.string().min(1)).max(16).optional(),
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
  /** Over the run's own, where they differ. */
  parameters: Parameters.optional(),
  /** Goes through the provider's batch API: half price, hours instead of seconds. */
  native: z.boolean().optional(),
});
export type RunVariant = z.infer<typeof RunVariant>;

export const runStatuses = ['running', 'paused', 'completed', 'cancelled'] as const;
export const RunStatus = z.enum(runStatuses);
export type RunStatus = z.infer<typeof RunStatus>;

/**
 * Why a run is paused, by what can be done: resume it, continue what was interrupted when its process went away, raise its
 * cost cap, set a key, say what became of a batch, put right what was refused, or read what went wrong.
 */
export const PauseCause = z.enum(['person', 'interrupted', 'cost-cap', 'key', 'batch', 'refused', 'error']);
export type PauseCause = z.infer<typeof PauseCause>;

/**
 * Who may continue a run, at its cost, when the process that carried it out is lost and the client that set it going is
 * not there any more: nobody without a person's word, any window, or whoever serves the data folder.
 */
export const RunConsent = z.enum(['none', 'window', 'detached']);
export type RunConsent = z.infer<typeof RunConsent>;

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
  /** Why it is paused, for people; absent when a person paused it. */
  reason: z.string().optional(),
  /** The same for programs, while it is paused. */
  pausedBecause: PauseCause.optional(),
  /** Absent where nobody may continue it without a person's word. */
  consent: RunConsent.optional(),
  /** While it runs: calls wait for a key that nobody present has, and for which. */
  waitsForKey: z.string().optional(),
  /** While it runs: the disk takes nothing, so what came back is kept in memory and nothing more is asked. */
  waitsForDisk: z.string().optional(),
  prompts: z.array(RunPrompt),
  variants: z.array(RunVariant),
  parameters: Parameters.optional(),
  /** The answer must be JSON that fits this JSON Schema. */
  schema: z.record(z.string(), z.unknown()).optional(),
  /** Answers that were paid for once are taken from the cache. */
  cache: z.boolean().optional(),
  /** Cells may name images outside the table's folder, and addresses of this machine and its networks. */
  anyImages: z.boolean().optional(),
  /** Rows that have cells, of the rows that the dataset has. */
  rows: z.object({ taken: count, all: count }),
  repeats: z.number().int().positive(),
  checks: z.array(Check),
  maxCostUsd: z.number().positive().optional(),
  /** While its answers are held against new checks: answers checked so far, of how many. */
  recheck: z.object({ checked: count, total: count }).optional(),
  cells: RunCounts,
  usage: z.object({ inputTokens: count, outputTokens: count }),
  /** Of its answers. */
  cost: Cost,
  /** USD beyond that, where there are any: for calls and answers of which nothing is kept. */
  droppedUsd: z.number().optional(),
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
  /** Its answer came from the cache: no call, no cost, no latency. */
  cached: z.boolean().optional(),
  checks: z.array(CheckResult).optional(),
  updatedAt: timestamp,
});
export type Cell = z.infer<typeof Cell>;
