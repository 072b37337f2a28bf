import { type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import type { Log } from '../core/ports/log.ts';
import { failureRpcCode } from '../protocol/client.ts';
import type { Failure } from '../protocol/failure.ts';
import { explain, type Handle } from './dispatch.ts';

/**
 * Answers every request of a connection through `handle`, each exactly once: with the result, or with an error whose
 * `data` is a Failure. Taking a request back aborts its signal; a connection that closes does not.
 */
export function answerRequests(connection: MessageConnection, handle: Handle, log: Log): { dispose(): void } {
  return connection.onRequest(async (method, params, token) => {
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => abort.abort());
    if (token.isCancellationRequested) abort.abort();
    try {
      const result = await handle(method, params, abort.signal);
      return result === undefined ? null : result;
    } catch (thrown) {
      const error = explain(thrown, method, log);
      return new ResponseError<Failure>(failureRpcCode, error.message, error.toFailure());
    } finally {
      subscription.dispose();
    }
  });
}
