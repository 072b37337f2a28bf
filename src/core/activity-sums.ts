import type { Activity } from '../protocol/activity.ts';

/** What several rows of activity come to. */
export interface ActivitySum {
  calls: number;
  failed: number;
  tokensIn: number;
  tokensOut: number;
  /** USD of the calls whose cost is known. */
  usd: number;
  unknownCosts: number;
}

export const activityParts = ['model', 'provider', 'project', 'day'] as const;
/** By what activity is added up. */
export type ActivityPart = (typeof activityParts)[number];

const zero: ActivitySum = { calls: 0, failed: 0, tokensIn: 0, tokensOut: 0, usd: 0, unknownCosts: 0 };

export function activitySum(rows: readonly Activity[]): ActivitySum {
  const sum = { ...zero };
  for (const row of rows) add(sum, row);
  return sum;
}

function add(sum: ActivitySum, row: Activity): void {
  sum.calls += row.calls;
  sum.failed += row.failed;
  sum.tokensIn += row.tokensIn;
  sum.tokensOut += row.tokensOut;
  sum.usd += row.cost ?? 0;
  sum.unknownCosts += row.unknownCosts;
}

/** `provider:id`, a provider, a project's id or a day. */
export function partOf(row: Activity, part: ActivityPart): string {
  switch (part) {
    case 'model':
      return `${row.provider}:${row.model}`;
    case 'provider':
      return row.provider;
    case 'project':
      return row.projectId;
    case 'day':
      return row.day;
  }
}

/** One sum for each model, provider, project or day, in the order in which they first come. */
export function activitySums(rows: readonly Activity[], part: ActivityPart): Map<string, ActivitySum> {
  const sums = new Map<string, ActivitySum>();
  for (const row of rows) {
    const key = partOf(row, part);
    const sum = sums.get(key) ?? { ...zero };
    add(sum, row);
    sums.set(key, sum);
  }
  return sums;
}

/** Whether nothing of what was spent is known: then a sum of 0 says nothing. */
export function costUnknown({ unknownCosts, usd }: ActivitySum): boolean {
  return usd === 0 && unknownCosts > 0;
}

/** The dearest first, then the one with most tokens, then by name. */
export function byWeight([a, first]: [string, ActivitySum], [b, second]: [string, ActivitySum]): number {
  const tokens = (sum: ActivitySum): number => sum.tokensIn + sum.tokensOut;
  return (
    second.usd - first.usd ||
    tokens(second) - tokens(first) ||
    second.calls - first.calls ||
    (a < b ? -1 : Number(a > b))
  );
}

const dayMs = 24 * 3600 * 1000;

/** Milliseconds of a day as if it were one of UTC: days are counted with it, clocks are not set by it. */
function noonOf(day: string): number {
  return Date.parse(`${day}T12:00:00Z`);
}

/** `YYYY-MM-DD`, so many days later. */
export function laterDay(day: string, days: number): string {
  return new Date(noonOf(day) + days * dayMs).toISOString().slice(0, 10);
}

/** How many days lie between two, 0 for the same. */
export function daysBetween(from: string, to: string): number {
  return Math.round((noonOf(to) - noonOf(from)) / dayMs);
}

export const spanSteps = ['day', 'week', 'month'] as const;
export type SpanStep = (typeof spanSteps)[number];

/** The first day of the day's week (Monday) or month. */
export function firstDayOf(day: string, step: SpanStep): string {
  if (step === 'day') return day;
  if (step === 'month') return `${day.slice(0, 8)}01`;
  const weekday = new Date(noonOf(day)).getUTCDay();
  return laterDay(day, -((weekday + 6) % 7));
}

/** The first days of all spans from one day to another, both included; those without anything are in. */
export function spansBetween(from: string, to: string, step: SpanStep): string[] {
  const spans: string[] = [];
  let first = firstDayOf(from, step);
  while (first <= to) {
    spans.push(first);
    first = firstDayOf(laterDay(first, step === 'month' ? 32 : step === 'week' ? 7 : 1), step);
  }
  return spans;
}
