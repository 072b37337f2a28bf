import type { StoredRun } from '../core/ports/run-store.ts';
import type { Write } from '../core/ports/store.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { RunStatus } from '../protocol/runs.ts';
import type { Context } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { publicRun } from './public-run.ts';

/** Throws AbaiError `not-found`. */
export async function runOf({ store }: Pick<BackendPorts, 'store'>, runId: string): Promise<StoredRun> {
  const run = await store.runs.get(runId);
  if (!run) throw new AbaiError('not-found', 'There is no run with this id.');
  return run;
}

export interface StatusChange {
  status: RunStatus;
  /** Fails the commit with `conflict` unless the run is in one of them. */
  from: readonly RunStatus[];
  /** Beside it, in the same transaction; the counts are made anew after them. */
  writes?: (at: number) => Write[];
}

/** The run in its new state, as a person asked for it. */
export async function becomes(
  { store, clock }: Pick<BackendPorts, 'store' | 'clock'>,
  run: StoredRun,
  { status, from, writes = () => [] }: StatusChange,
  context: Context,
): Promise<StoredRun> {
  const at = clock.now();
  const { reason: _reason, ...rest } = run;
  await context.commit({
    writes: [
      store.runs.setStatus(run.id, { status, at }, from),
      ...writes(at),
      store.runs.recount(run.id, at),
    ],
    events: [{ type: 'run:updated', data: { run: publicRun({ ...rest, status, updatedAt: at }) } }],
    answer: { runId: run.id },
  });
  return runOf({ store }, run.id);
}
