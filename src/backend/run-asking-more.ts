import type { CellSelection, StoredRun } from '../core/ports/run-store.ts';
import type { Write } from '../core/ports/store.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { ParsedParams } from '../protocol/methods.ts';
import type { RunConsent } from '../protocol/runs.ts';
import type { Context, Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { publicRun } from './public-run.ts';
import { growth } from './run-growth.ts';
import { commitRun, refuse, runOf } from './run-status.ts';
import type { Runs } from './runs.ts';

const ended = ['succeeded', 'failed', 'cancelled'] as const;

/** Which cells `run:retry` means. Throws AbaiError `not-found` or `conflict` when there are none such. */
function selectionOf(run: StoredRun, what: ParsedParams<'run:retry'>['what']): CellSelection {
  if ('failed' in what) {
    if (run.cells.failed === 0) throw new AbaiError('conflict', 'No cell of this run has failed.');
    return { statuses: ['failed'] };
  }
  if ('row' in what && what.row >= run.rows.taken) {
    throw new AbaiError(
      'not-found',
      `Row ${what.row + 1} was not asked: the run has the first ${run.rows.taken}.`,
    );
  }
  if ('variantId' in what && !run.variants.some(({ id }) => id === what.variantId))
    throw new AbaiError('not-found', 'This run has no such column.');
  return { statuses: ended, ...what };
}

export function runAskingMoreHandlers(
  ports: BackendPorts,
  runs: Runs,
): Handlers<'run:resume' | 'run:extend' | 'run:retry'> {
  const { store, clock } = ports;

  /** Commits what opens cells; they are asked at once, unless the run is to stay paused. */
  async function reopened(
    runId: string,
    context: Context,
    {
      writes,
      staysPaused,
      consent = 'none',
    }: {
      writes: (at: number) => Write[];
      staysPaused: (run: StoredRun) => boolean;
      consent: RunConsent | undefined;
    },
  ): Promise<StoredRun> {
    const startedBy = context.caller.clientId;
    const next = await runs.change(
      runId,
      async () => {
        const run = await runOf(ports, runId);
        const at = clock.now();
        const start =
          run.status === 'running' || staysPaused(run) ? [] : [{ status: 'running' as const, at }];
        return commitRun(
          ports,
          run,
          [
            ...start.map((change) =>
              store.runs.setStatus(runId, change, ['paused', 'completed', 'cancelled']),
            ),
            // Nobody else carries it out.
            ...(staysPaused(run) || runs.isRunning(runId)
              ? []
              : [store.runs.setStarter(runId, { consent, startedBy })]),
            ...writes(at),
            store.runs.recount(runId, at),
          ],
          context,
        );
      },
      { reopen: true },
    );
    if (next.status === 'running') await runs.begin(next, context.caller);
    return next;
  }

  return {
    'run:resume': ({ runId, failed, maxCostUsd, ifInterrupted, consent }, context) =>
      runs.takenUp(runId, context.caller, async () => {
        const run = await runOf(ports, runId);
        if (ifInterrupted && run.pausedBecause !== 'interrupted') return publicRun(run);
        runs.requireCap(run, maxCostUsd, context.caller);
        // Whoever resumes a run that waits for another's key takes it over: with their own keys and addresses.
        if (run.waitsForKey !== undefined) await runs.halt(runId);
        const isRunning = run.status === 'running' && runs.isRunning(runId);
        if (isRunning && !failed && maxCostUsd === undefined) refuse(run, 'resumed');
        // Nobody asks what the store calls running or queued when the run itself is not.
        const stranded = isRunning ? [] : (['running', 'queued'] as const);
        const statuses = failed ? (['failed', 'cancelled', ...stranded] as const) : stranded;
        const next = await reopened(runId, context, {
          writes: (at) => [
            ...(statuses.length > 0 ? store.runs.reopenCells(runId, { statuses }, at) : []),
            ...(maxCostUsd === undefined ? [] : [store.runs.setCap(runId, maxCostUsd, at)]),
          ],
          staysPaused: () => false,
          consent,
        });
        return publicRun(next);
      }),

    'run:retry': ({ runId, what, consent }, context) =>
      runs.takenUp(runId, context.caller, async () => {
        const selection = selectionOf(await runOf(ports, runId), what);
        const next = await reopened(runId, context, {
          writes: (at) => store.runs.reopenCells(runId, selection, at),
          // Whoever asks for one cell again does not ask for all that was left open.
          staysPaused: ({ status, cells }) =>
            status === 'paused' && cells.succeeded + cells.failed + cells.cancelled < cells.total,
          consent,
        });
        return publicRun(next);
      }),

    'run:extend': ({ runId, rows, consent }, context) =>
      runs.takenUp(runId, context.caller, async () => {
        const run = await runOf(ports, runId);
        const left = run.rows.all - run.rows.taken;
        if (left === 0) throw new AbaiError('conflict', 'All rows of the table are in this run already.');
        let last: Write[] = [];
        for (const step of growth(ports, run, Math.min(rows ?? left, left), clock.now())) {
          if (step.isLast) last = step.writes;
          else {
            await runs.change(runId, async () => {
              await store.commit({ writes: step.writes, at: clock.now() });
              return runOf(ports, runId);
            });
          }
        }
        const more = { writes: () => last, staysPaused: () => false, consent };
        const next = await reopened(runId, context, more);
        return publicRun(next);
      }),
  };
}
