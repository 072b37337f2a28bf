import type { EventRecord, NumberedEvent } from '../core/ports/store.ts';
import type { MessageDelta, NewEvent, StoredEvent } from '../protocol/events.ts';

type Listener<T> = (value: T) => void;

/** Tells listeners what is already true. A listener that throws is its own problem, not the others'. */
export class Publisher {
  readonly #events = new Set<Listener<StoredEvent>>();
  readonly #deltas = new Set<Listener<MessageDelta>>();
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

  publish(event: StoredEvent): void {
    this.#tell(this.#events, event);
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
  switch (event.type) {
    case 'message:added':
    case 'message:updated': {
      const { message, comparisonId } = event.data;
      return {
        type: event.type,
        data: comparisonId ? { messageId: message.id, comparisonId } : { messageId: message.id },
      };
    }
    case 'comparison:created':
    case 'comparison:updated':
      return { type: event.type, data: { comparisonId: event.data.comparison.id } };
    case 'run:created':
    case 'run:updated':
      return { type: event.type, data: { runId: event.data.run.id } };
    case 'batch:updated':
      return { type: event.type, data: { batchId: event.data.batch.id } };
    default:
      return { type: event.type, data: event.data };
  }
}

export function numbered(event: NewEvent, record: NumberedEvent): StoredEvent {
  return { ...event, seq: record.seq, at: record.at } as StoredEvent;
}
