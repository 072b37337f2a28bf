import * as z from 'zod';
import { id, query, timestamp } from './method.ts';

const count = z.number().int().nonnegative();

/** What one model was asked in one project on one day. */
export const Activity = z.object({
  /** `YYYY-MM-DD`, by the clock of the machine that runs the back end. */
  day: z.string(),
  projectId: id,
  provider: z.string(),
  /** The model's own id, without the provider. */
  model: z.string(),
  calls: count,
  failed: count,
  tokensIn: count,
  tokensOut: count,
  /** USD of the calls whose cost is known; null when none is. */
  cost: z.number().nonnegative().nullable(),
  /** Calls that cost something nobody knows: a sum without them is too low. */
  unknownCosts: count,
});
export type Activity = z.infer<typeof Activity>;

export const activityMethods = {
  /** Oldest day first. What was deleted since has been paid for all the same, and is in. */
  'activity:get': query(
    z.object({ from: timestamp.optional(), to: timestamp.optional(), projectId: id.optional() }),
    z.array(Activity),
  ),
};
