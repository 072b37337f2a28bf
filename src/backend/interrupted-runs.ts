import type { Caller } from '../core/ports/caller.ts';
import type { StoredRun } from '../core/ports/run-store.ts';

/**
 * Runs that were under way when the owner before was lost, by the client that set them going. One that was connected all
 * the time continues them when it is back; one that comes anew does not, whatever it comes for.
 */
export class InterruptedRuns {
  readonly #runIds = new Map<string, string[]>();
  /** Clients that have said who they are. */
  readonly #greeted = new WeakSet<Caller>();

  constructor(interrupted: readonly StoredRun[]) {
    for (const { id, startedBy } of interrupted) {
      if (startedBy === undefined) continue;
      this.#runIds.set(startedBy, [...(this.#runIds.get(startedBy) ?? []), id]);
    }
  }

  /** Ids of the runs that the client continues, once; none when it says that it was not there before. */
  greeted(caller: Caller, returning: boolean): readonly string[] {
    this.#greeted.add(caller);
    const ids = this.#runIds.get(caller.clientId) ?? [];
    this.#runIds.delete(caller.clientId);
    return returning ? ids : [];
  }

  /** The same for a client that asks without a greeting, as one that was greeted by the owner before; undefined later. */
  asked(caller: Caller): readonly string[] | undefined {
    return this.#greeted.has(caller) ? undefined : this.greeted(caller, true);
  }
}
