import { IntegrityCheck } from '../protocol/data.ts';
import type { NewEvent } from '../protocol/events.ts';
import type { BackendPorts } from './ports.ts';
import { numbered, type Publisher, toRecord } from './publisher.ts';
import { day, Recurring } from './recurring.ts';

const lastCheckKey = 'lastIntegrityCheck';
/** Milliseconds after opening in which a person wants to work, not to wait for a check. */
const firstCheckMs = 10 * 60 * 1000;
/** Problems that are kept and told; more say nothing new. */
const keptProblems = 20;

/** Looks every day whether the database is sound, and says so when it is not. */
export class IntegrityChecks {
  readonly #ports: BackendPorts;
  readonly #publisher: Publisher;
  readonly #recurring: Recurring;

  constructor(ports: BackendPorts, publisher: Publisher) {
    this.#ports = ports;
    this.#publisher = publisher;
    this.#recurring = new Recurring(ports.clock, async () => {
      await this.run().catch((error: unknown) => {
        ports.log.warn('The daily check of the database could not be made.', { error });
      });
    });
  }

  /** Ten minutes from now, or when the last check is a day old, whatever is later. */
  async begin(): Promise<void> {
    const last = await this.last();
    const due = last && last.problems.length === 0 ? last.at + day - this.#ports.clock.now() : 0;
    this.#recurring.begin(Math.min(Math.max(firstCheckMs, due), day));
  }

  async last(): Promise<IntegrityCheck | undefined> {
    return IntegrityCheck.safeParse(await this.#ports.store.settings.get(lastCheckKey)).data;
  }

  /** Checks, keeps the result and tells of damage. */
  async run(): Promise<IntegrityCheck> {
    const { store, clock, log } = this.#ports;
    const problems = (await store.checkIntegrity()).slice(0, keptProblems);
    const check: IntegrityCheck = { at: clock.now(), problems };
    const events: NewEvent[] = [];
    if (problems.length === 0) {
      log.info('The database was checked and is sound.');
    } else {
      const backup = await store.newestBackup();
      log.error('The database is damaged. Restore a backup.', { problems, backup: backup?.path });
      events.push({ type: 'data:damaged', data: { problems, ...(backup ? { backup: backup.path } : {}) } });
    }
    const records = await store.commit({
      writes: [store.settings.set(lastCheckKey, check)],
      events: events.map(toRecord),
      at: check.at,
    });
    records.forEach((record, i) => {
      this.#publisher.publish(numbered(events[i]!, record));
    });
    return check;
  }

  close(): Promise<void> {
    return this.#recurring.close();
  }
}
