import type { BatchCalls } from './batch-calls.ts';
import { batchJobHandlers } from './batch-jobs.ts';
import type { Catalogue } from './catalogue.ts';
import { cellMoveHandlers } from './cell-moves.ts';
import { type DeletedRuns, runDeletionHandlers } from './deleted-runs.ts';
import { nativeHandlers } from './native-handlers.ts';
import type { BackendPorts } from './ports.ts';
import type { CurrentProject } from './projects.ts';
import { runActionHandlers } from './run-actions.ts';
import { runAskingMoreHandlers } from './run-asking-more.ts';
import { runQueryHandlers } from './run-queries.ts';
import { runRecheckHandlers } from './run-recheck.ts';
import { runStartHandlers } from './run-start.ts';
import type { Runs } from './runs.ts';

/** All that is done to runs, but for looking at their grid. */
export function runHandlers(
  ports: BackendPorts,
  catalogue: Catalogue,
  current: CurrentProject,
  runs: Runs,
  deleted: DeletedRuns,
  batches: BatchCalls,
) {
  const start = runStartHandlers(ports, catalogue, current, runs, batches);
  return {
    ...start,
    ...batchJobHandlers(ports, current, start),
    ...cellMoveHandlers(ports, runs),
    ...nativeHandlers(ports, catalogue, batches, runs),
    ...runQueryHandlers(ports, runs),
    ...runActionHandlers(ports, runs),
    ...runAskingMoreHandlers(ports, runs),
    ...runRecheckHandlers(ports, runs),
    ...runDeletionHandlers(ports, runs, deleted),
  };
}
