import type { StoredRun } from '../core/ports/run-store.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Run } from '../protocol/runs.ts';
import type { Handlers, Resumes } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { publicRun } from './public-run.ts';
import { becomes, runOf } from './run-status.ts';
import type { Runs } from './runs.ts';

function refuse(run: StoredRun, to: string): never {
  throw new AbaiError('conflict', `This run is ${run.status}: it cannot be ${to}.`);
}

export function runActionHandlers(
  ports: BackendPorts,
  runs: Runs,
): Handlers<'run:pause' | 'run:resume' | 'run:cancel'> {
  const { store } = ports;
  return {
    async 'run:pause'({ runId }, context) {
      const run = await runOf(ports, runId);
      if (run.status !== 'running') refuse(run, 'paused');
      await runs.halt(runId);
      return publicRun(await becomes(ports, run, { status: 'paused', from: ['running'] }, context));
    },

    async 'run:resume'({ runId, failed }, context) {
      const run = await runOf(ports, runId);
      if (run.status === 'running' && runs.isRunning(runId)) refuse(run, 'resumed');
      const again = failed
        ? (['failed', 'cancelled', 'running', 'queued'] as const)
        : (['running', 'queued'] as const);
      const next = await becomes(
        ports,
        run,
        {
          status: 'running',
          from: ['paused', 'completed', 'cancelled', 'running'],
          writes: (at) => store.runs.moveCells(runId, again, 'pending', at),
        },
        context,
      );
      await runs.begin(next, context.caller);
      return publicRun(next);
    },

    async 'run:cancel'({ runId }, context) {
      const run = await runOf(ports, runId);
      if (run.status === 'cancelled' || run.status === 'completed') refuse(run, 'cancelled');
      await runs.halt(runId);
      const open = ['pending', 'queued', 'running', 'submitted'] as const;
      const next = await becomes(
        ports,
        run,
        {
          status: 'cancelled',
          from: ['running', 'paused'],
          writes: (at) => store.runs.moveCells(runId, open, 'cancelled', at),
        },
        context,
      );
      return publicRun(next);
    },
  };
}

export function runResumes(ports: BackendPorts): Resumes {
  const resume = async ({ runId }: { runId: string }): Promise<Run> => publicRun(await runOf(ports, runId));
  return { 'run:start': resume, 'run:pause': resume, 'run:resume': resume, 'run:cancel': resume };
}
