import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { Backend } from '../core/ports/backend.ts';
import type { Caller } from '../core/ports/caller.ts';
import type { Log } from '../core/ports/log.ts';
import { answerRequests } from './answer-requests.ts';
import { dispatchTo, type Handle } from './dispatch.ts';
import { type PushOptions, pushEvents } from './push-events.ts';

export interface ServeOptions extends PushOptions {
  /** Stands between the connection and the back end; for example to hold answers back while closing. */
  wrap?: (handle: Handle) => Handle;
}

/**
 * Gives one connection a back end, as the caller: requests are answered, events and deltas pushed. Call it before
 * `connection.listen()`. Disposing stops both and leaves the connection to its owner.
 */
export function serve(
  connection: MessageConnection,
  backend: Backend,
  caller: Caller,
  log: Log,
  options: ServeOptions = {},
): { dispose(): void } {
  const handle = dispatchTo(backend, caller);
  const answering = answerRequests(connection, options.wrap ? options.wrap(handle) : handle, log);
  const pushing = pushEvents(connection, backend, options);
  const closing = connection.onClose(() => pushing.dispose());
  return {
    dispose() {
      answering.dispose();
      pushing.dispose();
      closing.dispose();
    },
  };
}
