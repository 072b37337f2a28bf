import type { AbaiError } from '../protocol/errors.ts';
import type { CallTarget } from './call-target.ts';
import { httpFailure } from './http-failure.ts';
import { streamedFailure } from './in-stream-failure.ts';
import { retryAfterMs } from './retry-after.ts';

/**
 * What OpenAI's and Anthropic's SDKs throw (both are made by the same generator), told by shape so that no SDK need be
 * loaded. Undefined for what is not an answer of the vendor, such as a refused connection.
 */
export function sdkFailure(thrown: unknown, target: CallTarget): AbaiError | undefined {
  if (!(thrown instanceof Error) || !('headers' in thrown) || !('status' in thrown)) return undefined;
  const { status, headers, error } = thrown as { status?: unknown; headers?: unknown; error?: unknown };
  const body = bodyOf(error);
  if (typeof status === 'number') {
    const answered = headers instanceof Headers ? headers : undefined;
    return httpFailure(
      {
        status,
        code: body.code,
        message: body.message ?? bareMessage(thrown.message, status),
        retryAfterMs: retryAfterMs(answered, Date.now()),
        location: answered?.get('location') ?? undefined,
      },
      target,
    );
  }
  return error === undefined ? undefined : streamedFailure(body, target);
}

/** What an answer says that is an error, for calls without an SDK. */
export async function answerFailure(response: Response, target: CallTarget): Promise<AbaiError> {
  const { status, headers } = response;
  const text = await response.text().catch(() => '');
  const body = bodyOf(parsed(text));
  return httpFailure(
    {
      status,
      code: body.code,
      message: body.message ?? (text.trim() ? bareMessage(text, status) : undefined),
      retryAfterMs: retryAfterMs(headers, Date.now()),
      location: headers.get('location') ?? undefined,
    },
    target,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An error that came as an event of a stream, in a shape like those of the SDKs' errors. */
export function streamedError(error: unknown, target: CallTarget): AbaiError {
  return streamedFailure(bodyOf(error), target);
}

/** `{code, type, message}`, also one level down (Anthropic nests it), or a bare string (many small servers). */
function bodyOf(error: unknown): { code?: string; message?: string } {
  if (typeof error === 'string') return { message: error };
  if (typeof error !== 'object' || error === null) return {};
  const { error: inner, code, type, message } = error as Record<string, unknown>;
  if (typeof inner === 'object' && inner !== null) return bodyOf(inner);
  const told: { code?: string; message?: string } = {};
  const kind = [code, type].filter((one) => typeof one === 'string' || typeof one === 'number').join(' ');
  if (kind) told.code = kind;
  if (typeof message === 'string') told.message = message;
  return told;
}

/** The SDK puts a body that isn't JSON behind the status; pages of HTML are no use to anyone. */
function bareMessage(message: string, status: number): string | undefined {
  const text = message.startsWith(`${status} `) ? message.slice(String(status).length + 1) : message;
  return text.includes('(no body)') || text.trimStart().startsWith('<') ? undefined : text;
}
