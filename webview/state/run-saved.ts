import type { RunDraft, RunPageState } from '../../src/protocol/run-page.ts';
import type { GridQuery } from '../../src/protocol/run-views.ts';
import { type RunLayout, readLayout, usualLayout } from './run-column.ts';

export const runTabs = ['grid', 'summary'] as const;
export type RunTab = (typeof runTabs)[number];

/** What a page of a run keeps: the contract's state, and how a person has arranged it. */
export interface SavedRun extends RunPageState {
  tab: RunTab;
  layout: RunLayout;
  query: GridQuery;
}

/** Reads a state that may stem from an older version or from nobody; what does not fit is left out. */
export function readSavedRun(value: unknown): SavedRun {
  const kept = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const { runId, draft, tab, layout, query } = kept;
  return {
    ...(typeof runId === 'string' && runId !== '' ? { runId } : {}),
    ...(typeof draft === 'object' && draft !== null ? { draft: draft as RunDraft } : {}),
    tab: tab === 'summary' ? 'summary' : 'grid',
    layout: layout === undefined ? usualLayout : readLayout(layout),
    // The back end parses it; one that it refuses is told, and can be cleared.
    query: typeof query === 'object' && query !== null ? (query as GridQuery) : {},
  };
}
