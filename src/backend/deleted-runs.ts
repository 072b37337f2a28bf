import { AbaiError } from '../protocol/errors.ts';
import { undoMs } from './deleted-comparisons.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { publicRun } from './public-run.ts';
import { runOf } from './run-status.ts';
import type { Runs } from './runs.ts';

/** Cells that are removed in one transaction: everybody else waits as long. */
const cellsAtOnce = 5000;

/** Removes for good what was deleted and not asked back. Tables stay: other runs may come. */
export class DeletedRuns {
  readonly #ports: BackendPorts;
  readonly #timers = new Set<() => void>();
  #closed = false;
  #purging: Promise<void> = Promise.resolve();

  constructor(ports: BackendPorts) {
    this.#ports = ports;
  }

  /** Everything that was deleted before this back end opened: nobody can undo it any more. Goes on in the background. */
  purgeAll(): void {
    this.#purge(this.#ports.clock.now());
  }

  purgeLater(): void {
    const { clock } = this.#ports;
    const cancel = clock.after(undoMs + 1000, () => {
      this.#timers.delete(cancel);
      this.#purge(clock.now() - undoMs);
    });
    this.#timers.add(cancel);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    await this.#purging;
  }

  #purge(before: number): void {
    this.#purging = this.#purging
      .then(() => this.#removeAll(before))
      .catch((error: unknown) => {
        this.#ports.log.warn('Deleted runs could not be removed; the next start tries again.', { error });
      });
  }

  async #removeAll(before: number): Promise<void> {
    const { store, clock } = this.#ports;
    for (const id of await store.runs.deletedSince(before)) {
      while (!this.#closed && (await store.runs.hasCells(id)))
        await store.commit({ writes: [store.runs.removeCells(id, cellsAtOnce)], at: clock.now() });
      if (this.#closed) return;
      await store.commit({ writes: store.runs.remove(id), at: clock.now() });
    }
  }
}

export function runDeletionHandlers(
  ports: BackendPorts,
  runs: Runs,
  deleted: DeletedRuns,
): Handlers<'run:delete' | 'run:restore'> {
  const { store, clock } = ports;

  /** Whoever forgets a batch cannot stop it any more, and it costs. */
  async function requireNoBatches(runId: string): Promise<void> {
    const going = ['submitting', 'ambiguous', 'submitted', 'running'];
    const batches = await store.nativeBatches.list(runId);
    if (batches.some(({ status }) => going.includes(status))) {
      throw new AbaiError('conflict', 'A provider still has batches of this run: cancel the run first.');
    }
  }

  return {
    'run:delete': ({ runId }, context) =>
      runs.inTurn(runId, async () => {
        const { projectId } = await runOf(ports, runId);
        await requireNoBatches(runId);
        await runs.halt(runId);
        const at = clock.now();
        const answer = { undoableUntil: at + undoMs };
        await context.commit({
          writes: [store.runs.markDeleted(runId, at)],
          events: [{ type: 'run:deleted', data: { runId, projectId } }],
          answer,
        });
        deleted.purgeLater();
        return answer;
      }),

    'run:restore': ({ runId }, context) =>
      runs.inTurn(runId, async () => {
        const run = await store.runs.getDeleted(runId, clock.now() - undoMs);
        if (!run) {
          throw new AbaiError('not-found', 'This run is gone for good: it could be undone for ten seconds.');
        }
        await context.commit({
          writes: [store.runs.restore(runId)],
          events: [{ type: 'run:created', data: { run: publicRun(run) } }],
          answer: { runId },
        });
        return publicRun(run);
      }),
  };
}
