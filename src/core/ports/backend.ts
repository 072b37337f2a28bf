import type { MessageDelta, StoredEvent } from '../../protocol/events.ts';
import type { Caller } from './caller.ts';

/** The back end as transports see it. */
export interface Backend {
  /**
   * Exactly one answer for each call: the result of the method's schema, or a thrown AbaiError. `signal` is the caller
   * taking the request back; a lost connection is not that.
   */
  handle(method: string, params: unknown, caller: Caller, signal: AbortSignal): Promise<unknown>;
  onEvent(listener: (event: StoredEvent) => void): () => void;
  onDelta(listener: (delta: MessageDelta) => void): () => void;
  /** Called when this back end wants to be closed and opened again, because its data was replaced. */
  onRestart(listener: () => void): () => void;
  /** Stops generations, saves their text so far as `interrupted`, closes the store. */
  close(): Promise<void>;
}
