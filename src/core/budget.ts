import type { BudgetCrossing } from '../protocol/budget.ts';

/** First and last day of the month of a day, each `YYYY-MM-DD`. */
export function monthAround(day: string): { from: string; to: string } {
  const [year, month] = day.split('-').map(Number) as [number, number];
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const stem = day.slice(0, 'YYYY-MM-'.length);
  return { from: `${stem}01`, to: `${stem}${last}` };
}

/** The highest share of a budget that people are warned of and that is reached. */
export function crossedShare(spentUsd: number, budgetUsd: number): BudgetCrossing['percent'] | undefined {
  if (spentUsd >= budgetUsd) return 100;
  // As a sum of many small costs, 80 % may come out a hair below.
  return spentUsd >= budgetUsd * 0.8 - 1e-9 ? 80 : undefined;
}
