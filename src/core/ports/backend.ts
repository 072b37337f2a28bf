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
  /** The caller's process is gone and has not come back: nothing of it is waited for. */
  left?(caller: Caller): void;
  /**
   * Begins no more calls of runs, before it closes; resolves when those in flight have come back, after `ms` at the
   * latest, and as soon as the signal says so.
   */
  rest?(ms: number, signal: AbortSignal): Promise<void>;
  /**
   * Stops generations, saves their text so far as `interrupted`, closes the store. The calls of runs have `graceMs` to
   * come back; default: none.
   */
  close(options?: { graceMs?: number }): Promise<void>;
}
