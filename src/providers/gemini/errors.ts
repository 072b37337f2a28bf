import { AbaiError } from '../../protocol/errors.ts';
import type { CallTarget } from '../call-target.ts';
import { httpFailure } from '../http-failure.ts';
import { durationMs, retryAfterMs } from '../retry-after.ts';
import { streamedError } from '../sdk-failure.ts';

interface Detail {
  '@type'?: string;
  reason?: string;
  retryDelay?: string;
  violations?: { quotaId?: string; quotaValue?: string }[];
}

/**
 * What the SDK throws for an answer that is an error: the body as text in the message, no headers. `headers` are those
 * of the last answer, as seen by fetch. Undefined for anything else.
 */
export function geminiFailure(thrown: unknown, target: CallTarget, headers?: Headers): AbaiError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { status } = thrown as { status?: unknown };
  const location = headers?.get('location') ?? undefined;
  if (typeof status !== 'number') {
    // Of a redirect the SDK makes a plain error.
    return location === undefined ? undefined : httpFailure({ status: 307, location }, target);
  }
  const { message, code, details } = bodyOf(thrown.message);
  const reason = details.find((one) => one.reason !== undefined)?.reason;
  if (status === 400 && reason === 'API_KEY_INVALID') return httpFailure({ status: 401, message }, target);
  const asked = retryAfterMs(headers, Date.now());
  const delay = durationMs(details.find((one) => one.retryDelay !== undefined)?.retryDelay);
  const failure = httpFailure({ status, code, message, retryAfterMs: asked ?? delay }, target);
  const quota = details.flatMap((one) => one.violations ?? []).find(isHopeless);
  if (status !== 429 || quota === undefined) return failure;
  const what = quota.quotaValue === '0' ? 'does not include this model' : 'is used up for today';
  return new AbaiError(
    'rate-limited',
    `The Gemini quota of this key ${what} (429). Use another key or a paid plan.`,
    { retryable: false, details: { status, quota: quota.quotaId ?? '' } },
  );
}

/** An error that came as an event of the stream, in the shape of an answer that is one. */
export function geminiStreamFailure(error: unknown, target: CallTarget, headers?: Headers): AbaiError {
  const { code } = Object(error) as { code?: unknown };
  const thrown = Object.assign(new Error(JSON.stringify({ error })), { status: code });
  return geminiFailure(thrown, target, headers) ?? streamedError(error, target);
}

/** Quotas of a day, and those of nothing, are not worth waiting for. */
function isHopeless({ quotaId = '', quotaValue }: { quotaId?: string; quotaValue?: string }): boolean {
  return /PerDay/i.test(quotaId) || quotaValue === '0';
}

/** The API's error object, from a message that is its JSON, perhaps behind some words. */
function bodyOf(text: string): { message?: string; code?: string; details: Detail[] } {
  try {
    const { error } = JSON.parse(text.slice(Math.max(0, text.indexOf('{')))) as {
      error?: Record<string, unknown>;
    };
    const { message, status, details } = error ?? {};
    const body: ReturnType<typeof bodyOf> = { details: Array.isArray(details) ? (details as Detail[]) : [] };
    if (typeof message === 'string' && !message.trimStart().startsWith('<')) body.message = message;
    if (typeof status === 'string') body.code = status;
    return body;
  } catch {
    return { details: [] };
  }
}
