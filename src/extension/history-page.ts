import type { ComparisonSummary } from '../protocol/comparisons.ts';
import type { Run } from '../protocol/runs.ts';

/** What is known of a project's history: the newest of two lists. */
export interface HistoryPage {
  /** Newest first. */
  comparisons: readonly ComparisonSummary[];
  /** Newest first. */
  runs: readonly Run[];
  moreComparisons: boolean;
  moreRuns: boolean;
}

/** A comparison or a run, as the one list shows both. */
export type HistoryEntry =
  | { comparison: ComparisonSummary; createdAt: number; id: string }
  | { run: Run; createdAt: number; id: string };

/** Down to when a page knows everything: below that one of the two lists has more. Milliseconds since 1970. */
export function horizonOf(page: HistoryPage): { comparisons: number; runs: number } {
  const none = Number.NEGATIVE_INFINITY;
  return {
    comparisons: page.moreComparisons ? (page.comparisons.at(-1)?.createdAt ?? none) : none,
    runs: page.moreRuns ? (page.runs.at(-1)?.createdAt ?? none) : none,
  };
}

/** Both lists as one, newest first, as far as they are complete. */
export function entriesOf(page: HistoryPage): HistoryEntry[] {
  const { comparisons, runs } = horizonOf(page);
  const horizon = Math.max(comparisons, runs);
  const all: HistoryEntry[] = [
    ...page.comparisons.map((comparison) => ({
      comparison,
      createdAt: comparison.createdAt,
      id: comparison.id,
    })),
    ...page.runs.map((run) => ({ run, createdAt: run.createdAt, id: run.id })),
  ];
  return all
    .filter(({ createdAt }) => createdAt >= horizon)
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
}

export function hasMore(page: HistoryPage): boolean {
  return page.moreComparisons || page.moreRuns;
}

export const emptyPage: HistoryPage = { comparisons: [], runs: [], moreComparisons: false, moreRuns: false };
