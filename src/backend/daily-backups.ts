import type { IntegrityChecks } from './integrity-checks.ts';
import type { BackendPorts } from './ports.ts';
import { Recurring } from './recurring.ts';

/** Milliseconds after opening: a command that is over sooner makes none, and a window has started by then. */
const firstBackupMs = 5 * 60 * 1000;

/** Sees to it that there is something to restore: a backup of each of the last days on which something changed. */
export class DailyBackups {
  readonly #recurring: Recurring;

  constructor({ store, clock, log }: BackendPorts, checks: IntegrityChecks) {
    this.#recurring = new Recurring(clock, async () => {
      try {
        // A damaged database would soon have pushed out the last sound backup.
        const damaged = (await checks.last())?.problems.length ?? 0;
        if (damaged === 0) await store.backUpDaily();
      } catch (error) {
        log.warn('The daily backup could not be made; tomorrow tries again.', { error });
      }
    });
  }

  begin(): void {
    this.#recurring.begin(firstBackupMs);
  }

  close(): Promise<void> {
    return this.#recurring.close();
  }
}
