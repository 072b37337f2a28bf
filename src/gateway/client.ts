import {
  CancellationTokenSource,
  ErrorCodes,
  type MessageConnection,
  ResponseError,
} from 'vscode-jsonrpc/node';
import type { Log } from '../core/ports/log.ts';
import { type Client, fromRpcError } from '../protocol/client.ts';
import { AbaiError } from '../protocol/errors.ts';
import { type MessageDelta, notifications, type StoredEvent } from '../protocol/events.ts';
import type { MethodName, Params, Result } from '../protocol/methods.ts';
import { ConnectionLost } from './connection-lost.ts';
import { Listeners } from './listeners.ts';
import { withRequestId } from './request-id.ts';

/** Milliseconds the other side has to answer a request that was taken back, before it counts as cancelled. */
export const cancelGraceMs = 2000;

export function cancelled(): AbaiError {
  return new AbaiError('cancelled', 'The request was cancelled.');
}

/** Codes by which the library says that a request did not get through; all others came from the other side. */
const undelivered: readonly number[] = [
  ErrorCodes.MessageWriteError,
  ErrorCodes.MessageReadError,
  ErrorCodes.PendingResponseRejected,
  ErrorCodes.ConnectionInactive,
];

function wasAnswered(thrown: unknown): boolean {
  return thrown instanceof ResponseError && !undelivered.includes(thrown.code);
}

export interface RpcClient extends Client {
  /** Once, when the connection is gone. Every request that waits has been rejected by then. */
  onClose(listener: () => void): () => void;
  /** Rejects what waits and stops listening; the connection is left to its owner. */
  dispose(): void;
}

/** A client over a connection. Call it before `connection.listen()`. */
export function createRpcClient(
  connection: Pick<MessageConnection, 'sendRequest' | 'onNotification' | 'onClose'>,
  log?: Log,
): RpcClient {
  const events = new Listeners<StoredEvent>(log);
  const deltas = new Listeners<MessageDelta>(log);
  const closes = new Listeners<void>(log);
  const waiting = new Set<(error: AbaiError) => void>();
  let open = true;

  const end = (): void => {
    if (!open) return;
    open = false;
    for (const subscription of subscriptions) subscription.dispose();
    const rejects = [...waiting];
    waiting.clear();
    for (const reject of rejects) reject(new ConnectionLost());
    closes.emit();
  };

  const subscriptions = [
    connection.onNotification(notifications.event, (event: StoredEvent) => events.emit(event)),
    connection.onNotification(notifications.delta, (delta: MessageDelta) => deltas.emit(delta)),
    connection.onClose(end),
  ];

  function request<M extends MethodName>(
    method: M,
    params: Params<M>,
    signal?: AbortSignal,
  ): Promise<Result<M>> {
    if (signal?.aborted) return Promise.reject(cancelled());
    if (!open) return Promise.reject(new ConnectionLost());
    return new Promise<Result<M>>((resolve, reject) => {
      const source = new CancellationTokenSource();
      let grace: NodeJS.Timeout | undefined;
      const onAbort = (): void => {
        source.cancel();
        grace = setTimeout(() => settle(() => reject(cancelled())), cancelGraceMs);
      };
      const onLost = (error: AbaiError): void => settle(() => reject(signal?.aborted ? cancelled() : error));
      const settle = (conclude: () => void): void => {
        if (grace) clearTimeout(grace);
        signal?.removeEventListener('abort', onAbort);
        waiting.delete(onLost);
        conclude();
      };
      waiting.add(onLost);
      signal?.addEventListener('abort', onAbort, { once: true });
      Promise.resolve()
        .then(() =>
          connection.sendRequest<Result<M>>(method, withRequestId(method, params ?? {}), source.token),
        )
        .then(
          (result) => settle(() => resolve(result)),
          (thrown: unknown) =>
            settle(() => reject(open && wasAnswered(thrown) ? fromRpcError(thrown) : new ConnectionLost())),
        );
    });
  }

  return {
    request,
    onEvent: (listener) => events.add(listener),
    onDelta: (listener) => deltas.add(listener),
    onClose: (listener) => closes.add(listener),
    dispose: end,
  };
}
