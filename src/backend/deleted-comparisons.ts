import type { BackendPorts } from './ports.ts';

/** Milliseconds in which a deletion can be undone. */
export const undoMs = 10_000;

/** Removes for good what was deleted and not asked back. */
export class DeletedComparisons {
  readonly #ports: BackendPorts;
  readonly #timers = new Set<() => void>();

  constructor(ports: BackendPorts) {
    this.#ports = ports;
  }

  /** Everything that was deleted before this back end opened: nobody can undo it any more. */
  async purgeAll(): Promise<void> {
    await this.#purge(this.#ports.clock.now());
  }

  purgeLater(): void {
    const { clock, log } = this.#ports;
    const cancel = clock.after(undoMs + 1000, () => {
      this.#timers.delete(cancel);
      this.#purge(clock.now() - undoMs).catch((error: unknown) => {
        log.warn('Deleted comparisons could not be removed; the next start tries again.', { error });
      });
    });
    this.#timers.add(cancel);
  }

  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  async #purge(before: number): Promise<void> {
    const { store, clock } = this.#ports;
    await store.commit({ writes: store.comparisons.purgeDeleted(before), at: clock.now() });
    await store.sweepSights();
  }
}
