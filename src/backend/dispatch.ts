import type { Backend } from '../core/ports/backend.ts';
import type { Caller } from '../core/ports/caller.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import { type MethodName, methods } from '../protocol/methods.ts';
import type { Context, Handler, Handlers, Resume, Resumes } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { madeBy, numbered, type Publisher, toRecord } from './publisher.ts';

interface IssueLike {
  path: PropertyKey[];
  message: string;
}

/** One sentence from a failed check: which field, and what is wrong with it. */
function sentence(method: string, issues: readonly IssueLike[]): string {
  const [first] = issues;
  if (!first) return `The parameters of ${method} are not valid.`;
  const where = first.path.map(String).join('.');
  return where === '' ? `${method}: ${first.message}` : `${method}: ${where}: ${first.message}`;
}

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}

/** From a name and raw params to exactly one answer: checks, runs each action once, logs without params. */
export function createDispatch(
  ports: BackendPorts,
  publisher: Publisher,
  handlers: Handlers,
  resumes: Resumes,
): Backend['handle'] {
  const { store, clock, log } = ports;
  const inFlight = new Map<string, Promise<unknown>>();

  function contextFor(method: MethodName, caller: Caller, signal: AbortSignal, requestId?: string): Context {
    return {
      caller,
      signal,
      async commit({ writes, events = [], asStored, answer = null }) {
        const at = clock.now();
        const records = await store.commit({
          writes,
          events: events.map((event) => madeBy(requestId, toRecord(event))),
          at,
          ...(requestId ? { request: { clientId: caller.clientId, requestId, method, answer } } : {}),
        });
        const release = asStored && records[0] ? publisher.hold(records[0].seq) : undefined;
        try {
          const told = asStored ? await asStored() : events;
          records.forEach((record, index) => {
            publisher.publish(numbered(told[index]!, record));
          });
        } finally {
          release?.();
        }
      },
    };
  }

  async function runOnce(
    method: MethodName,
    params: never,
    caller: Caller,
    signal: AbortSignal,
    requestId: string | undefined,
  ): Promise<unknown> {
    const context = contextFor(method, caller, signal, requestId);
    const handler = handlers[method] as unknown as Handler<MethodName>;
    if (!requestId) return handler(params, context);
    const stored = await store.requests.find(caller.clientId, requestId);
    if (!stored) return handler(params, context);
    if (stored.method !== method) {
      throw new AbaiError('conflict', `This requestId was used before for ${stored.method}.`);
    }
    const resume = resumes[method] as Resume<MethodName> | undefined;
    return resume ? resume(stored.answer as never, context) : stored.answer;
  }

  async function answer(
    method: string,
    params: unknown,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<unknown> {
    if (!isMethod(method)) throw new AbaiError('not-found', `Unknown request type: ${method}`);
    const parsed = methods[method].params.safeParse(params ?? {});
    if (!parsed.success) throw new AbaiError('invalid', sentence(method, parsed.error.issues));
    const { requestId, ...rest } = parsed.data as { requestId?: string };
    if (!requestId) return runOnce(method, rest as never, caller, signal, undefined);
    const key = JSON.stringify([caller.clientId, requestId]);
    const same = inFlight.get(key);
    if (same !== undefined) return same;
    const running = runOnce(method, rest as never, caller, signal, requestId).finally(() =>
      inFlight.delete(key),
    );
    inFlight.set(key, running);
    return running;
  }

  return async (method, params, caller, signal) => {
    const startedAt = clock.monotonic();
    try {
      const result = await answer(method, params, caller, signal);
      log.debug('request', { method, ms: Math.round(clock.monotonic() - startedAt) });
      return result;
    } catch (thrown) {
      const error = toAbaiError(thrown);
      const details = { method, code: error.code, ms: Math.round(clock.monotonic() - startedAt) };
      if (error.code === 'internal') log.error('request failed', { ...details, error: thrown });
      else log.info('request refused', { ...details, message: error.message });
      throw error;
    }
  };
}
