import { CancellationTokenSource, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import type * as z from 'zod';
import { failureRpcCode } from '../../protocol/client.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { Failure } from '../../protocol/failure.ts';
import { cancelGraceMs, cancelled } from '../client.ts';
import { greetingMethods } from './greeting.ts';
import { notUnderstood, reverseAnswers } from './reverse-answers.ts';
import type { ReverseMethod } from './reverse-methods.ts';

export interface ReverseOptions {
  /** Said when the window went away, or says nothing any more. */
  gone: () => AbaiError;
  /** Milliseconds a window has to answer. */
  answerMs: number;
  /** It may take as long as it likes, if only the window shows that it lives when it is asked for that. */
  isLong?: boolean;
  signal?: AbortSignal;
}

export type ReverseAnswer<M extends ReverseMethod> = z.output<(typeof reverseAnswers)[M]>;

/**
 * Asks the window at the other end of a pipe, once. Comes to an end in any case: with an answer that is what it should
 * be, with the window's own failure, or with AbaiError `unavailable` or `cancelled`.
 */
export async function askWindow<M extends ReverseMethod>(
  connection: MessageConnection,
  method: M,
  params: object,
  options: ReverseOptions,
): Promise<ReverseAnswer<M>> {
  const { gone, signal } = options;
  const cancellation = new CancellationTokenSource();
  const ends = new AbortController();
  try {
    if (signal?.aborted) throw cancelled();
    const answer: unknown = await Promise.race([
      Promise.resolve().then(() => connection.sendRequest(method, params, cancellation.token)),
      ...(signal ? [afterCancelling(cancellation, signal, ends.signal)] : []),
      untilSilent(connection, options, ends.signal),
    ]).catch((thrown: unknown) => {
      throw signal?.aborted ? cancelled() : failureOf(thrown, gone);
    });
    const parsed = reverseAnswers[method].safeParse(answer);
    if (parsed.success) return parsed.data as ReverseAnswer<M>;
    throw notUnderstood();
  } finally {
    ends.abort();
    cancellation.dispose();
  }
}

/** What the window said itself; anything else could hold what must not be seen. */
function failureOf(thrown: unknown, gone: () => AbaiError): AbaiError {
  if (thrown instanceof AbaiError) return thrown;
  const { code, data } = (thrown ?? {}) as { code?: number; data?: unknown };
  const failure = code === failureRpcCode ? Failure.safeParse(data) : undefined;
  return failure?.success ? AbaiError.fromFailure(failure.data) : gone();
}

/** Takes the request back when the signal fires, and waits only a little for the other side to see it. */
function afterCancelling(
  cancellation: CancellationTokenSource,
  signal: AbortSignal,
  end: AbortSignal,
): Promise<never> {
  return new Promise((_resolve, reject) => {
    const cancel = (): void => {
      cancellation.cancel();
      const grace = setTimeout(() => reject(cancelled()), cancelGraceMs);
      end.addEventListener('abort', () => clearTimeout(grace), { once: true });
    };
    signal.addEventListener('abort', cancel, { once: true });
    end.addEventListener('abort', () => signal.removeEventListener('abort', cancel), { once: true });
  });
}

/** Rejects when the time is over; for long work when the window does not even answer to its name in that time. */
function untilSilent(
  connection: MessageConnection,
  { gone, answerMs, isLong }: ReverseOptions,
  end: AbortSignal,
): Promise<never> {
  return new Promise((_resolve, reject) => {
    let answered = isLong === true;
    const look = (): void => {
      if (!answered) reject(gone());
      answered = false;
      isAlive(connection).then(
        (alive) => {
          answered = alive;
        },
        () => {},
      );
    };
    const timer = setInterval(look, answerMs);
    timer.unref();
    end.addEventListener('abort', () => clearInterval(timer), { once: true });
  });
}

/** Any answer will do, also that it does not know what it is asked. */
async function isAlive(connection: MessageConnection): Promise<boolean> {
  try {
    await connection.sendRequest(greetingMethods.alive, {});
    return true;
  } catch (thrown) {
    return thrown instanceof ResponseError && thrown.code === failureRpcCode;
  }
}
