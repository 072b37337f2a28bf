import * as z from 'zod';
import { Cost } from './generation.ts';
import { query } from './method.ts';
import { RunSetup } from './run-methods.ts';

const count = z.number().int().nonnegative();
/** A guess with what it may be off by. */
const Band = z.object({ low: z.number(), likely: z.number(), high: z.number() });
export type Band = z.infer<typeof Band>;

export const ModelEstimate = z.object({
  model: z.string(),
  /** Index into the prompts. */
  prompt: count,
  label: z.string(),
  calls: count,
  inputTokens: Band,
  /** Those of them that images count as, by the vendor's published rule; absent when there are no images. */
  imageTokens: Band.optional(),
  outputTokens: Band,
  /** USD; null when the model's price is not known. */
  cost: Band.nullable(),
  basis: Cost.shape.basis,
  /** USD through the provider's batch API; null where it has none. */
  batchCost: Band.nullable(),
});
export type ModelEstimate = z.infer<typeof ModelEstimate>;

export const RunEstimate = z.object({
  rows: count,
  calls: count,
  models: z.array(ModelEstimate),
  /** USD over the models whose price is known, of those marked `native` at their batch price; null when none is. */
  cost: Band.nullable(),
  /** The same with every model at its batch price that has one; null when none has. */
  batchCost: Band.nullable(),
  /** Milliseconds of the live calls, from what these models took before, else from what is usual. */
  duration: Band,
  /** Placeholders without a column: the run would be refused. */
  missingColumns: z.array(z.string()),
  /** What else would have the run refused, as sentences. */
  problems: z.array(z.string()),
  /** What a person should know before it starts, as sentences: many columns, unknown prices, images that cost extra. */
  warnings: z.array(z.string()),
});
export type RunEstimate = z.infer<typeof RunEstimate>;

export const runEstimateMethods = {
  /** What a run would ask and cost; starts nothing. */
  'run:estimate': query(RunSetup, RunEstimate),
};
