import type { Log } from '../../core/ports/log.ts';
import type { Client } from '../../protocol/client.ts';
import type { MessageDelta, StoredEvent } from '../../protocol/events.ts';
import { Listeners } from '../listeners.ts';

/**
 * One stream of events out of several connections, one after the other: what was missed between two of them is asked
 * for, and nothing is told twice.
 */
export class EventStream {
  readonly events: Listeners<StoredEvent>;
  readonly deltas: Listeners<MessageDelta>;
  /** The log no longer reaches back: what listeners know may be out of date. */
  readonly resets: Listeners<void>;
  #last: number | undefined;
  #detach: (() => void) | undefined;

  constructor(log: Log) {
    this.events = new Listeners(log);
    this.deltas = new Listeners(log);
    this.resets = new Listeners(log);
  }

  /** The number of the last event told; undefined before the first connection. */
  get last(): number | undefined {
    return this.#last;
  }

  /** Goes on with this client; `newest` asks its back end for its last event. Rejects when the client fails. */
  async attach(client: Client, newest: () => Promise<number>): Promise<void> {
    this.detach();
    let early: StoredEvent[] | undefined = [];
    let caughtUpTo = 0;
    const tell = (event: StoredEvent): void => {
      // Told by state:sync already.
      if (event.seq <= caughtUpTo) return;
      this.#last = Math.max(this.#last ?? 0, event.seq);
      this.events.emit(event);
      if (event.type === 'data:replaced') this.resets.emit();
    };
    const stops = [
      client.onEvent((event) => {
        if (early) early.push(event);
        else tell(event);
      }),
      client.onDelta((delta) => this.deltas.emit(delta)),
    ];
    this.#detach = () => {
      for (const stop of stops) stop();
    };

    const seq = await newest();
    if (this.#last === undefined) {
      this.#last = seq;
    } else {
      const missed = await client.request('state:sync', { since: this.#last });
      for (const event of missed.events as StoredEvent[]) tell(event);
      // To listeners the two are the same: what they know may be out of date.
      if (missed.reset) tell({ seq: missed.seq, type: 'data:replaced', at: Date.now(), data: {} });
      this.#last = missed.seq;
      for (const delta of missed.deltas ?? []) this.deltas.emit(delta);
    }
    caughtUpTo = this.#last;
    const held = early;
    early = undefined;
    for (const event of held) tell(event);
  }

  detach(): void {
    this.#detach?.();
    this.#detach = undefined;
  }
}
