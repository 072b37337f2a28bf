import type { Backend } from '../core/ports/backend.ts';
import type { Caller } from '../core/ports/caller.ts';
import type { Log } from '../core/ports/log.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import { type MethodName, methods } from '../protocol/methods.ts';

/** Answers one request: resolves with its result or throws an AbaiError. */
export type Handle = (method: string, params: unknown, signal: AbortSignal) => Promise<unknown>;

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}

/** A back end as one caller may use it: the methods of the table and nothing else. */
export function dispatchTo(backend: Backend, caller: Caller): Handle {
  return async (method, params, signal) => {
    if (!isMethodName(method)) throw new AbaiError('not-found', `Unknown request type: ${method}`);
    return backend.handle(method, params ?? {}, caller, signal);
  };
}

/** What a handler threw, as it is answered; what nobody foresaw goes to the log. */
export function explain(thrown: unknown, method: string, log: Log): AbaiError {
  const error = toAbaiError(thrown);
  if (error.code === 'internal') log.error(`${method} failed.`, { error: error.cause ?? error });
  return error;
}
