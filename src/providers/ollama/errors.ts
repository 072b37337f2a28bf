import { AbaiError } from '../../protocol/errors.ts';
import { type CallTarget, hostOf } from '../call-target.ts';
import { httpFailure } from '../http-failure.ts';
import { streamedFailure } from '../in-stream-failure.ts';
import { networkFailure } from '../network-failure.ts';
import { truncated } from '../part-stream.ts';
import { retryAfterMs } from '../retry-after.ts';

/** An answer that is an error, read by us: the client would print to the console on its way. */
export async function ollamaRefusal(response: Response, target: CallTarget): Promise<AbaiError> {
  const text = await response.text().catch(() => '');
  return httpFailure(
    {
      status: response.status,
      message: messageOf(text),
      retryAfterMs: retryAfterMs(response.headers, Date.now()),
      location: response.headers.get('location') ?? undefined,
    },
    target,
  );
}

/** Throws for a server that isn't Ollama's: the client would print its pages to the console, line by line. */
export function requireJson(response: Response, target: CallTarget): void {
  const type = response.headers.get('content-type');
  if (type === null || /json/.test(type)) return;
  throw new AbaiError(
    'provider',
    `${hostOf(target.baseUrl)} answers, but not as Ollama does. Check the base URL of Ollama.`,
    { retryable: false },
  );
}

/** What the client throws itself. Errors inside of the stream are plain ones, told only by not being the network's. */
export function ollamaFailure(thrown: unknown, target: CallTarget): AbaiError | undefined {
  if (!(thrown instanceof Error) || thrown.name !== 'Error') return undefined;
  if (thrown.message.startsWith('Did not receive done')) return truncated(target);
  return networkFailure(thrown, target) === undefined
    ? streamedFailure({ message: thrown.message }, target)
    : undefined;
}

/** `{"error": "words"}`, or what a proxy before it says in plain text. */
function messageOf(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === 'string') return error;
    const { message } = (error ?? {}) as { message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return text === '' || text.trimStart().startsWith('<') ? undefined : text;
  }
}
