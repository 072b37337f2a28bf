import { type AbaiError, toAbaiError } from '../protocol/errors.ts';
import type { Run } from '../protocol/runs.ts';
import type { Handlers, Resumes } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { publicRun } from './public-run.ts';
import { becomes, commitRun, refuse, runOf } from './run-status.ts';
import type { Runs } from './runs.ts';

export function runActionHandlers(
  ports: BackendPorts,
  runs: Runs,
): Handlers<'run:pause' | 'run:cancel' | 'run:rename'> {
  const { store, clock } = ports;
  return {
    async 'run:pause'({ runId, inFlight = 'finish' }, context) {
      const pause = () =>
        runs.inTurn(runId, async () => {
          const run = await runOf(ports, runId);
          if (run.status === 'paused' && runs.isResting(runId)) return run;
          if (run.status !== 'running') refuse(run, 'paused');
          // Said before the last answers are there: whatever happens meanwhile, it does not go on by itself.
          const change = { status: 'paused', from: ['running'] } as const;
          const next = await runs.change(runId, () => becomes(ports, run, change, context));
          runs.rest(runId);
          return next;
        });
      const waits = inFlight !== 'finish';
      let full: AbaiError | undefined;
      const paused = await pause().catch((thrown: unknown) => {
        const error = toAbaiError(thrown);
        if (!waits || error.code !== 'store' || !runs.isRunning(runId)) throw error;
        // The disk is full, and may take the word when it takes the answers: nothing is asked meanwhile.
        full = error;
        runs.rest(runId);
        return undefined;
      });
      if (!waits && paused) return publicRun(paused);
      // Not in the run's turn: what else is done to it need not wait for its calls.
      if (inFlight === 'drop') runs.drop(runId);
      const dropped = await runs.rested(runId);
      const lost = dropped > 0 ? { dropped } : {};
      if (full) {
        const saved = await pause().then(
          () => true,
          () => false,
        );
        const now = await runOf(ports, runId);
        // Whoever opens the data next finds it interrupted, as nobody carries it out.
        if (!saved && now.status === 'running')
          return {
            ...publicRun(now),
            status: 'paused',
            reason: full.message,
            pausedBecause: 'interrupted',
            ...lost,
          };
      }
      return { ...publicRun(await runOf(ports, runId)), ...lost };
    },

    'run:cancel': ({ runId }, context) =>
      runs.inTurn(runId, async () => {
        const run = await runOf(ports, runId);
        if (run.status === 'cancelled' || run.status === 'completed') refuse(run, 'cancelled');
        await runs.halt(runId);
        // What a provider's batch has ends with what the batch gave.
        const open = ['pending', 'queued', 'running'] as const;
        const next = await becomes(
          ports,
          run,
          {
            status: 'cancelled',
            from: ['running', 'paused'],
            writes: (at) => [
              store.runs.moveCells(runId, open, 'cancelled', at),
              store.nativeBatches.askCancel(runId, at),
            ],
          },
          context,
        );
        await runs.followCancelled(runId, context.caller);
        return publicRun(next);
      }),

    'run:rename': ({ runId, name }, context) =>
      runs.inTurn(runId, async () => {
        const next = await runs.change(runId, async () => {
          const run = await runOf(ports, runId);
          return commitRun(ports, run, [store.runs.rename(runId, name, clock.now())], context);
        });
        return publicRun(next);
      }),
  };
}

/** The same request again is answered with the run as it is now. */
export function runResumes(ports: BackendPorts): Resumes {
  const resume = async ({ runId }: { runId: string }): Promise<Run> => publicRun(await runOf(ports, runId));
  return {
    'run:start': resume,
    'run:pause': resume,
    'run:resume': resume,
    'run:cancel': resume,
    'run:rename': resume,
    'run:extend': resume,
    'run:retry': resume,
    'run:recheck': resume,
    'run:restore': resume,
  };
}
