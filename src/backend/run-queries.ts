import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { runOf } from './run-status.ts';
import type { Runs } from './runs.ts';

export function runQueryHandlers(
  ports: BackendPorts,
  runs: Runs,
): Handlers<'run:get' | 'run:list' | 'run:cells'> {
  const { store } = ports;
  return {
    'run:get': async ({ runId }) => runs.shown(await runOf(ports, runId)),

    async 'run:list'({ projectId, limit, before }) {
      const list = await store.runs.list({
        limit: limit ?? 100,
        ...(projectId === undefined ? {} : { projectId }),
        ...(before === undefined ? {} : { before }),
      });
      return list.map((run) => runs.shown(run));
    },

    async 'run:cells'({ runId, after, limit, updatedSince }) {
      await runOf(ports, runId);
      return store.runs.cells(runId, {
        limit: limit ?? 1000,
        ...(after === undefined ? {} : { after }),
        ...(updatedSince === undefined ? {} : { updatedSince }),
      });
    },
  };
}
