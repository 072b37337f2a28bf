import { CancellationTokenSource, type MessageConnection } from 'vscode-jsonrpc';
import type { MessageDelta, notifications, StoredEvent } from '../../src/protocol/events.ts';
import type { Params, Result } from '../../src/protocol/methods.ts';
import type { WorkbenchMethodName, WorkbenchParams, WorkbenchResult } from '../../src/protocol/page.ts';
import { isAction, type PanelMethodName } from './action-names.ts';
import { RequestFailed, toFailure } from './request-failed.ts';

/** The panel's view of the back end and of the window that hosts it. Requests reject with RequestFailed. */
export interface PageClient {
  request<M extends PanelMethodName>(method: M, params: Params<M>, signal?: AbortSignal): Promise<Result<M>>;
  workbench<M extends WorkbenchMethodName>(
    method: M,
    params: WorkbenchParams<M>,
    signal?: AbortSignal,
  ): Promise<WorkbenchResult<M>>;
  /** Durable events, in order. Returns the unsubscriber. */
  onEvent(listener: (event: StoredEvent) => void): () => void;
  onDelta(listener: (delta: MessageDelta) => void): () => void;
  /** Whether this page has made a request with this id. */
  isOwn(requestId: string): boolean;
}

const names: typeof notifications = { event: 'event', delta: 'message:delta' };

/** A client over a connection; the connection listens only after this was called. */
export function createPageClient(
  connection: Pick<MessageConnection, 'sendRequest' | 'onNotification'>,
): PageClient {
  const own = new Set<string>();

  /** A resend of the same action after a lost connection must be recognised, so each gets an id of its own. */
  function identified<M extends PanelMethodName>(method: M, params: Params<M>): Params<M> {
    if (!isAction(method)) return params;
    const { requestId = crypto.randomUUID() } = params as { requestId?: string };
    own.add(requestId);
    return { ...params, requestId };
  }

  async function send<R>(method: string, params: unknown, signal?: AbortSignal): Promise<R> {
    const source = new CancellationTokenSource();
    const cancel = (): void => source.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    try {
      return await connection.sendRequest<R>(method, params, source.token);
    } catch (thrown) {
      throw new RequestFailed(toFailure(thrown));
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  function subscribe<T>(name: string): (listener: (value: T) => void) => () => void {
    const listeners = new Set<(value: T) => void>();
    connection.onNotification(name, (value: T) => {
      for (const listener of listeners) listener(value);
    });
    return (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
  }

  return {
    request: (method, params, signal) => send(method, identified(method, params), signal),
    workbench: (method, params, signal) => send(method, params, signal),
    onEvent: subscribe<StoredEvent>(names.event),
    onDelta: subscribe<MessageDelta>(names.delta),
    isOwn: (requestId) => own.has(requestId),
  };
}
