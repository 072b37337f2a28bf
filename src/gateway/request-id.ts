import { randomUUID } from 'node:crypto';
import { type MethodName, methods, type Params } from '../protocol/methods.ts';

/**
 * Params of an action with a request id of their own, so that a resend can be told from a second wish. One that is made
 * here begins with `prefix`, at most 28 characters.
 */
export function withRequestId<M extends MethodName>(method: M, params: Params<M>, prefix = ''): Params<M> {
  if (methods[method]?.kind !== 'action') return params;
  const { requestId } = (params ?? {}) as { requestId?: string };
  return requestId === undefined ? { ...params, requestId: `${prefix}${randomUUID()}` } : params;
}
