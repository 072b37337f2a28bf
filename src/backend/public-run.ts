import type { StoredRun } from '../core/ports/run-store.ts';
import type { Run } from '../protocol/runs.ts';

/** A run as clients see it: without what only the back end needs. */
export function publicRun(stored: StoredRun): Run {
  const { concurrency, graderIds, rechecking, startedBy, knownUsd, droppedUsd, ...run } = stored;
  return droppedUsd > 0 ? { ...run, droppedUsd } : run;
}
