import * as z from 'zod';
import { Check } from './checks.ts';
import { Parameters } from './generation.ts';
import { action, id, query, timestamp } from './method.ts';
import { Cell, Run, RunConsent, RunPrompt } from './runs.ts';

/** A model of a run, as `provider:id` or with what is its own. */
const RunModel = z.union([
  z.string().min(1),
  z.object({
    model: z.string().min(1),
    parameters: Parameters.optional(),
    /** Goes through the provider's batch API. */
    native: z.boolean().optional(),
  }),
]);

/** Of every action after which a run goes on: what whoever asks agrees to. Default: `none`. */
const consent = RunConsent.optional();

/** What a run is made of: what `run:start` starts and `run:estimate` looks at. */
export const RunSetup = z.object({
  projectId: id.optional(),
  datasetId: id.optional(),
  name: z.string().trim().min(1).max(500).optional(),
  prompts: z.array(RunPrompt).min(1, 'Write at least one prompt.'),
  models: z.array(RunModel).min(1, 'Choose at least one model.'),
  parameters: Parameters.optional(),
  /** The answer must be JSON that fits this JSON Schema. */
  schema: z.record(z.string(), z.unknown()).optional(),
  repeats: z.number().int().min(1).max(100).optional(),
  /** Only so many rows; `run:extend` goes on with more. */
  limit: z.number().int().min(1).optional(),
  checks: z.array(Check).optional(),
  /** USD; the run pauses before it would pass it. */
  maxCostUsd: z.number().positive().optional(),
  /** Calls at once, over all models. */
  concurrency: z.number().int().min(1).max(1000).optional(),
  /** Takes answers that were paid for once from the cache, and keeps new ones in it. */
  cache: z.boolean().optional(),
  /** Cells may name images outside the table's folder, and addresses of this machine and its networks. */
  anyImages: z.boolean().optional(),
});
export type RunSetup = z.input<typeof RunSetup>;

export const runMethods = {
  /** Saves the run with all its cells and starts it. Nothing starts when a model or a column is not known. */
  'run:start': action(RunSetup.extend({ consent }), Run),
  'run:get': query(z.object({ runId: id }), Run),
  /** Newest first. */
  'run:list': query(
    z.object({
      projectId: id.optional(),
      limit: z.number().int().min(1).max(1000).optional(),
      /** The last run of the page before. */
      before: z.object({ createdAt: timestamp, id }).optional(),
    }),
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
  /**
   * No further call begins. Those in flight may end, for a minute at most: behind the answer to this (`finish`, the
   * default), before it (`await`), or not at all (`drop`, also for a run that was paused a moment ago).
   */
  'run:pause': action(
    z.object({ runId: id, inFlight: z.enum(['finish', 'await', 'drop']).optional() }),
    Run.extend({
      /** Calls whose answers were given up; the next resume asks them again. */
      dropped: z.number().int().positive().optional(),
    }),
  ),
  /**
   * Goes on with what is pending; with `failed`, failed and cancelled cells are pending again. A new cap replaces the old.
   * A running run takes both too. With `ifInterrupted` nothing happens to a run that goes on already or that a person paused.
   */
  'run:resume': action(
    z.object({
      runId: id,
      failed: z.boolean().optional(),
      maxCostUsd: z.number().positive().optional(),
      ifInterrupted: z.boolean().optional(),
      consent,
    }),
    Run,
  ),
  'run:cancel': action(z.object({ runId: id }), Run),
  /** Takes more rows of the dataset into the same run, all that are left without `rows`, and goes on. */
  'run:extend': action(z.object({ runId: id, rows: z.number().int().min(1).optional(), consent }), Run),
  /**
   * Asks again, also what was answered: cells, a row, a variant's column, or all that failed. What they held is dropped. A
   * paused run with other open cells stays paused, and asks when it is resumed.
   */
  'run:retry': action(
    z.object({
      runId: id,
      what: z.union([
        z.object({ cellIds: z.array(id).min(1).max(10_000) }),
        z.object({ row: z.number().int().nonnegative() }),
        z.object({ variantId: id }),
        z.object({ failed: z.literal(true) }),
      ]),
      consent,
    }),
    Run,
  ),
  /**
   * Holds the answers that are there against these checks, without a call; they are the run's checks from then on. The run
   * tells how far it is (`recheck`). Taken back, what was not checked yet has no verdict until it is checked anew.
   */
  'run:recheck': action(z.object({ runId: id, checks: z.array(Check) }), Run),
  'run:rename': action(z.object({ runId: id, name: z.string().trim().min(1).max(500) }), Run),
  /** A running run is stopped. Gone for good after ten seconds. */
  'run:delete': action(z.object({ runId: id }), z.object({ undoableUntil: timestamp })),
  'run:restore': action(z.object({ runId: id }), Run),
};
