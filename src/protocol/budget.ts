import * as z from 'zod';
import { id, query } from './method.ts';

const day = z.string();

/** What a project has cost in a calendar month, by the clock of the machine that runs the back end. */
export const Budget = z.object({
  /** The project's budget for a month; null when it has none. */
  budgetUsd: z.number().positive().nullable(),
  /** USD of the calls whose cost is known. */
  spentUsd: z.number().nonnegative(),
  /** Calls that cost something nobody knows: `spentUsd` is too low by them. */
  unknownCosts: z.number().int().nonnegative(),
  /** First and last day of the month, `YYYY-MM-DD`. */
  from: day,
  to: day,
});
export type Budget = z.infer<typeof Budget>;

/** Told once in a month for each of the shares, and again only when the budget has changed. */
export const BudgetCrossing = z.object({
  projectId: id,
  projectName: z.string(),
  /** Share of the budget that was reached, in percent. */
  percent: z.union([z.literal(80), z.literal(100)]),
  budgetUsd: z.number().positive(),
  spentUsd: z.number().nonnegative(),
  /** `YYYY-MM`. */
  month: z.string(),
});
export type BudgetCrossing = z.infer<typeof BudgetCrossing>;

export const budgetMethods = {
  /** Of the current month; without an id that of the current project. */
  'project:budget': query(z.object({ projectId: id.optional() }), Budget),
};
