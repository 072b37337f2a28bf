import type { NewEvent } from '../protocol/events.ts';
import type { BackendPorts } from './ports.ts';
import { numbered, type Publisher } from './publisher.ts';
import { day, Recurring } from './recurring.ts';

/** Days after which what was not used is removed; not there at first, which keeps everything. */
const daysKey = 'retentionDays';
/** Days that an attachment of no message is kept: a draft may name it. */
const draftDays = 30;
/** Removed in one transaction: a year of comparisons at once would hold up everybody. */
const removedAtOnce = 100;

/** Removes for good what was not used for as long as the person says. */
export class Retention {
  readonly #ports: BackendPorts;
  readonly #publisher: Publisher;
  readonly #recurring: Recurring;
  #closed = false;

  constructor(ports: BackendPorts, publisher: Publisher) {
    this.#ports = ports;
    this.#publisher = publisher;
    this.#recurring = new Recurring(ports.clock, () => this.#run());
  }

  /** Now, in the background, and then every day. */
  begin(): void {
    this.#recurring.begin(0);
  }

  async days(): Promise<number | null> {
    const days = await this.#ports.store.settings.get(daysKey);
    return typeof days === 'number' && days > 0 ? days : null;
  }

  setDays(days: number | null) {
    const { settings } = this.#ports.store;
    return days === null ? settings.delete(daysKey) : settings.set(daysKey, days);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#recurring.close();
  }

  async #run(): Promise<void> {
    const { store, clock, log } = this.#ports;
    try {
      await this.#removeUnused();
      // After what carried them: nothing is left that names their attachments.
      if (!this.#closed) await store.media.sweep(clock.now() - draftDays * day);
    } catch (error) {
      log.warn('What was not used for long could not be removed; tomorrow tries again.', { error });
    }
  }

  async #removeUnused(): Promise<void> {
    const { clock, log } = this.#ports;
    const days = await this.days();
    if (days === null) return;
    const before = clock.now() - days * day;
    const comparisons = await this.#removeComparisons(before);
    const conversations = await this.#removeConversations(before);
    if (comparisons + conversations === 0) return;
    log.info('What was not used for long was removed.', { days, comparisons, conversations });
  }

  async #removeComparisons(before: number): Promise<number> {
    const { store, clock } = this.#ports;
    for (let removed = 0; ; ) {
      const unused = this.#closed ? [] : await store.comparisons.unusedSince(before, removedAtOnce);
      if (unused.length === 0) return removed;
      const events: NewEvent[] = unused.map(({ id, projectId }) => ({
        type: 'comparison:deleted',
        data: { comparisonId: id, projectId },
      }));
      const records = await store.commit({
        writes: [store.comparisons.remove(unused.map(({ id }) => id))],
        events,
        at: clock.now(),
      });
      records.forEach((record, i) => {
        this.#publisher.publish(numbered(events[i]!, record));
      });
      removed += unused.length;
    }
  }

  async #removeConversations(before: number): Promise<number> {
    const { store, clock } = this.#ports;
    for (let removed = 0; ; ) {
      const unused = this.#closed ? [] : await store.conversations.unusedSince(before, removedAtOnce);
      if (unused.length === 0) return removed;
      await store.commit({ writes: [store.conversations.remove(unused)], at: clock.now() });
      removed += unused.length;
    }
  }
}
