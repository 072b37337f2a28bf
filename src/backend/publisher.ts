import type { EventRecord, NumberedEvent } from '../core/ports/store.ts';
import type { MessageDelta, NewEvent, StoredEvent } from '../protocol/events.ts';

type Listener<T> = (value: T) => void;

/** Tells listeners what is already true. A listener that throws is its own problem, not the others'. */
export class Publisher {
  readonly #events = new Set<Listener<StoredEvent>>();
  readonly #deltas = new Set<Listener<MessageDelta>>();
  /** Numbers of events that are stored and not told yet because something is read for them. */
  readonly #held = new Set<number>();
  readonly #waiting: StoredEvent[] = [];
  readonly #onListenerError: (error: unknown) => void;

  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  onEvent(listener: Listener<StoredEvent>): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  onDelta(listener: Listener<MessageDelta>): () => void {
    this.#deltas.add(listener);
    return () => this.#deltas.delete(listener);
  }

  /** Later events wait until the one with this number is told, or will never be: call what this returns. */
  hold(seq: number): () => void {
    this.#held.add(seq);
    return () => {
      this.#held.delete(seq);
      for (const event of this.#waiting.splice(0).sort((a, b) => a.seq - b.seq)) this.publish(event);
    };
  }

  publish(event: StoredEvent): void {
    if (event.seq > Math.min(...this.#held)) this.#waiting.push(event);
    else this.#tell(this.#events, event);
  }

  stream(delta: MessageDelta): void {
    this.#tell(this.#deltas, delta);
  }

  #tell<T>(listeners: ReadonlySet<Listener<T>>, value: T): void {
    for (const listener of [...listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }
}

/** What the store keeps of an event: names instead of copies, so that a long answer is stored once. */
export function toRecord(event: NewEvent): EventRecord {
  return { type: event.type, data: namesIn(event) };
}

/** With the action that made it, so that whoever asked knows his own event, also when he catches up. */
export function madeBy(requestId: string | undefined, record: EventRecord): EventRecord {
  return requestId === undefined ? record : { ...record, data: { ...record.data, requestId } };
}

function namesIn(event: NewEvent): Record<string, unknown> {
  switch (event.type) {
    case 'message:added':
    case 'message:updated': {
      const { message, comparisonId } = event.data;
      return comparisonId ? { messageId: message.id, comparisonId } : { messageId: message.id };
    }
    case 'comparison:created':
    case 'comparison:updated':
      return { comparisonId: event.data.comparison.id };
    case 'run:created':
    case 'run:updated':
      return { runId: event.data.run.id };
    case 'batch:updated':
      return { batchId: event.data.batch.id };
    default:
      return event.data;
  }
}

/** An event as it is told: with the number, the time and the action of what was stored. */
export function numbered(event: NewEvent, { seq, at, data }: NumberedEvent): StoredEvent {
  const { requestId } = data as { requestId?: string };
  return { ...event, seq, at, ...(requestId === undefined ? {} : { requestId }) } as StoredEvent;
}
