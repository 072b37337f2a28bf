import { AbaiError } from './errors.ts';
import type { MessageDelta, StoredEvent } from './events.ts';
import type { Failure } from './failure.ts';
import type { MethodName, Params, Result } from './methods.ts';

/** A face's view of the back end, wherever that runs. */
export interface Client {
  request<M extends MethodName>(method: M, params: Params<M>, signal?: AbortSignal): Promise<Result<M>>;
  /** Durable events, in order. Returns the unsubscriber. */
  onEvent(listener: (event: StoredEvent) => void): () => void;
  onDelta(listener: (delta: MessageDelta) => void): () => void;
}

/** JSON-RPC error code of every failure of ours; the closed list stands in the error's `data`. */
export const failureRpcCode = -32000;

/** Turns what a connection threw into an AbaiError. */
export function fromRpcError(thrown: unknown): AbaiError {
  if (thrown instanceof AbaiError) return thrown;
  const { code, data } = (thrown ?? {}) as { code?: number; data?: Failure };
  if (code === failureRpcCode && data) return AbaiError.fromFailure(data);
  return new AbaiError('unavailable', 'The connection to the A-B/AI back end was lost. Try again.', {
    cause: thrown,
  });
}
