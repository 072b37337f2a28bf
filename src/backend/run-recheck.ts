import type { StoredRun } from '../core/ports/run-store.ts';
import type { Write } from '../core/ports/store.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { publicRun } from './public-run.ts';
import { RowValues } from './row-values.ts';
import { gradesOf, requireChecks } from './run-checks.ts';
import { requireColumns } from './run-columns.ts';
import { commitRun, runOf } from './run-status.ts';
import type { Runs } from './runs.ts';

/** Answers that are read and checked at once. */
const pageSize = 500;
/** Answers whose verdicts are dropped at once. */
const droppedAtOnce = 5000;

/** Milliseconds between two tellings of how far it is. */
const tellMs = 250;

/**
 * Holds all stored answers of a run against its checks, a page in each of the run's turns, so that a pause need not
 * wait. False when the run is gone or has other checks by now. To be done again from the start after a crash. Rejects as
 * `cancelled` when the signal says so: what was checked stays.
 */
export async function recheckAnswers(
  ports: BackendPorts,
  runs: Runs,
  runId: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const { store, clock } = ports;
  const run = await store.runs.get(runId);
  if (!run) return false;
  const dataset = run.datasetId === null ? undefined : await store.datasets.get(run.datasetId);
  const rows = new RowValues(ports, dataset);
  let checked = 0;
  let isCutOff = false;
  let toldAt = Number.NEGATIVE_INFINITY;

  /** The last cell of the page, undefined after the last one. */
  const page = async (afterN: number): Promise<number | undefined> => {
    const cells = await store.runs.answered(runId, afterN, pageSize);
    const values = await rows.of(cells.map(({ row }) => row));
    const answers = cells.map(({ id, row, output }) => ({
      cellId: id,
      text: output,
      row: values.get(row) ?? new Map<string, string>(),
    }));
    const writes = await gradesOf(ports, run, answers);
    // The back end closes, and not all was tried: it is done again where the data is opened next.
    isCutOff = ports.trials.hurries;
    if (isCutOff) return undefined;
    const at = clock.now();
    const dropped = store.runs.dropGrades(
      cells.map(({ id }) => id),
      at,
    );
    checked += cells.length;
    if (cells.length > 0) await saved([...dropped, ...writes], at);
    return cells.length < pageSize ? undefined : cells.at(-1)?.n;
  };

  /** With how far it is, which is told a few times a second. */
  const saved = (writes: readonly Write[], at: number) =>
    runs.change(runId, async () => {
      const now = await runOf(ports, runId);
      const recheck = { checked, total: Math.max(checked, now.cells.succeeded) };
      const all = [...writes, store.runs.setRecheck(runId, recheck, at)];
      const next = { ...now, recheck, updatedAt: at };
      if (at - toldAt >= tellMs) {
        toldAt = at;
        await runs.save(next, all);
      } else await store.commit({ writes: all, at });
      return next;
    });

  let last: number | undefined = 0;
  while (last !== undefined && !signal?.aborted) {
    const afterN: number = last;
    let isSame = false;
    last = await runs.inTurn(runId, async () => {
      const now = await store.runs.get(runId);
      isSame = now !== undefined && sameGraders(now, run);
      return isSame ? page(afterN) : undefined;
    });
    if (!isSame || isCutOff) return false;
  }
  const stoppedAt = last;
  // What other checks said of the rest would be taken for what these say.
  for (let rest = last; rest !== undefined; ) {
    const cells = await store.runs.answered(runId, rest, droppedAtOnce);
    const old = cells.map(({ id }) => id);
    await store.commit({ writes: store.runs.dropGrades(old, clock.now()), at: clock.now() });
    rest = cells.length < droppedAtOnce ? undefined : cells.at(-1)?.n;
  }
  await store.commit({ writes: [store.runs.endRecheck(runId, clock.now())], at: clock.now() });
  if (stoppedAt !== undefined) {
    throw new AbaiError(
      'cancelled',
      `Stopped: ${checked} of ${run.cells.succeeded} answers were checked. The others have no verdict until they are.`,
    );
  }
  return true;
}

const sameGraders = (a: StoredRun, b: StoredRun) => a.graderIds.join() === b.graderIds.join();

export function runRecheckHandlers(ports: BackendPorts, runs: Runs): Handlers<'run:recheck'> {
  const { store, clock, ids } = ports;
  return {
    async 'run:recheck'({ runId, checks }, context) {
      const run = await runOf(ports, runId);
      const dataset = run.datasetId === null ? undefined : await store.datasets.get(run.datasetId);
      requireColumns({ prompts: [], checks }, dataset?.headers ?? []);
      await requireChecks(ports, checks);
      const graderIds = checks.map(() => ids.next());
      await runs.inTurn(runId, () =>
        runs.change(runId, async () => {
          const at = clock.now();
          const changed = { ...(await runOf(ports, runId)), checks, graderIds };
          await store.commit({ writes: store.runs.setChecks(changed, at), at });
          return runOf(ports, runId);
        }),
      );
      const now = () =>
        runs.inTurn(runId, () =>
          runs.change(runId, async () => commitRun(ports, await runOf(ports, runId), [], context)),
        );
      try {
        await recheckAnswers(ports, runs, runId, context.signal);
      } catch (thrown) {
        // Told to everybody, however it ended.
        await now();
        throw thrown;
      }
      return publicRun(await now());
    },
  };
}
