import type { Backend } from '../core/ports/backend.ts';
import type { Caller } from '../core/ports/caller.ts';
import type { Log } from '../core/ports/log.ts';
import type { Client } from '../protocol/client.ts';
import type { MessageDelta, StoredEvent } from '../protocol/events.ts';
import type { MethodName, Params, Result } from '../protocol/methods.ts';
import { cancelGraceMs, cancelled } from './client.ts';
import { ConnectionLost } from './connection-lost.ts';
import { dispatchTo, explain } from './dispatch.ts';
import { Listeners } from './listeners.ts';
import { withRequestId } from './request-id.ts';

/** As JSON would carry it: what a pipe drops is dropped here too, and no object is shared. */
function copy<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

export interface InProcessClient extends Client {
  /** Further and waiting requests are rejected as `unavailable`; the back end is left to its owner. */
  dispose(): void;
}

/** A client of a back end in this process, with a pipe's manners and without its cost. */
export function createInProcessClient(backend: Backend, caller: Caller, log: Log): InProcessClient {
  const handle = dispatchTo(backend, caller);
  const events = new Listeners<StoredEvent>(log);
  const deltas = new Listeners<MessageDelta>(log);
  const waiting = new Set<() => void>();
  const never = new AbortController().signal;
  let open = true;
  const stops = [
    backend.onEvent((event) => {
      if (events.size > 0) events.emit(copy(event));
    }),
    backend.onDelta((delta) => {
      if (deltas.size > 0) deltas.emit({ ...delta });
    }),
  ];

  function request<M extends MethodName>(
    method: M,
    params: Params<M>,
    signal?: AbortSignal,
  ): Promise<Result<M>> {
    if (signal?.aborted) return Promise.reject(cancelled());
    if (!open) return Promise.reject(new ConnectionLost());
    return new Promise<Result<M>>((resolve, reject) => {
      let grace: NodeJS.Timeout | undefined;
      const onAbort = (): void => {
        grace = setTimeout(() => reject(cancelled()), cancelGraceMs);
      };
      const onLost = (): void => reject(new ConnectionLost());
      waiting.add(onLost);
      signal?.addEventListener('abort', onAbort, { once: true });
      Promise.resolve()
        .then(() => handle(method, copy(withRequestId(method, params)), signal ?? never))
        .then((result) => resolve(copy(result === undefined ? null : result) as Result<M>))
        .catch((thrown: unknown) => reject(explain(thrown, method, log)))
        .finally(() => {
          if (grace) clearTimeout(grace);
          signal?.removeEventListener('abort', onAbort);
          waiting.delete(onLost);
        });
    });
  }

  return {
    request,
    onEvent: (listener) => events.add(listener),
    onDelta: (listener) => deltas.add(listener),
    dispose() {
      if (!open) return;
      open = false;
      for (const stop of stops) stop();
      for (const onLost of [...waiting]) onLost();
      waiting.clear();
    },
  };
}
