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
  if (!run) throw new AbaiError('not-found', 'There is no run with this id: it may have been deleted.');
  return run;
}

/** Throws AbaiError `conflict`: the run is not in a state for this. */
export function refuse(run: StoredRun, to: string): never {
  throw new AbaiError('conflict', `This run is ${run.status}: it cannot be ${to}.`);
}

/** Commits what a person asked of a run and tells everybody how it is then. */
export async function commitRun(
  ports: Pick<BackendPorts, 'store'>,
  run: StoredRun,
  writes: readonly Write[],
  context: Context,
): Promise<StoredRun> {
  let next = run;
  const event = () => ({ type: 'run:updated' as const, data: { run: publicRun(next) } });
  await context.commit({
    writes,
    events: [event()],
    async asStored() {
      next = await runOf(ports, run.id);
      return [event()];
    },
    answer: { runId: run.id },
  });
  return next;
}

export interface StatusChange {
  status: RunStatus;
  /** Fails the commit with `conflict` unless the run is in one of them. */
  from: readonly RunStatus[];
  /** Beside it, in the same transaction; the counts are made anew after them. */
  writes?: (at: number) => readonly Write[];
}

/** The run in its new state, as a person asked for it. */
export function becomes(
  ports: Pick<BackendPorts, 'store' | 'clock'>,
  run: StoredRun,
  { status, from, writes = () => [] }: StatusChange,
  context: Context,
): Promise<StoredRun> {
  const { runs } = ports.store;
  const at = ports.clock.now();
  const change = { status, at, ...(status === 'paused' ? { pausedBecause: 'person' as const } : {}) };
  const all = [runs.setStatus(run.id, change, from), ...writes(at), runs.recount(run.id, at)];
  return commitRun(ports, run, all, context);
}
