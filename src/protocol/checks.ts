import * as z from 'zod';

/** What an answer is compared with: a fixed value, or a column of its row as `{{column}}`. */
const expected = z.string();

/**
 * A check of one answer by rule. What each kind means is said by its file in `src/core/checks`: a kind without one does
 * not compile.
 */
export const Check = z.discriminatedUnion('type', [
  z.object({ type: z.literal('equals'), expected, ignoreCase: z.boolean().optional() }),
  z.object({ type: z.literal('contains'), expected, ignoreCase: z.boolean().optional() }),
  z.object({ type: z.literal('regex'), pattern: z.string().min(1), flags: z.string().max(8).optional() }),
  z.object({ type: z.literal('number'), expected, tolerance: z.number().nonnegative().optional() }),
  z.object({ type: z.literal('json') }),
  z.object({ type: z.literal('json-schema'), schema: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal('response'), expected, ignoreCase: z.boolean().optional() }),
]);
export type Check = z.infer<typeof Check>;

export const CheckResult = z.object({
  /** What was checked, as written: `number=={{expected}}`. */
  name: z.string(),
  passed: z.boolean(),
  /** What was found and what was wanted, when it did not pass. */
  detail: z.string().optional(),
  /** The version of the rule that judged; absent for verdicts from before rules had one. */
  version: z.number().int().optional(),
});
export type CheckResult = z.infer<typeof CheckResult>;
