import { AbaiError } from '../protocol/errors.ts';
import { type CallTarget, hostOf, vendorWords } from './call-target.ts';

/** A vendor's refusal, taken out of the SDK's own error class. */
export interface HttpRefusal {
  status: number;
  /** The vendor's words, from the body; undefined when it sent none that can be read. */
  message?: string | undefined;
  /** The vendor's code or type, for example `insufficient_quota`. */
  code?: string | undefined;
  /** Milliseconds. */
  retryAfterMs?: number | undefined;
  /** Where a redirect points. */
  location?: string | undefined;
}

const noCredit =
  /insufficient_quota|billing_not_active|credit balance|exceeded your current quota|used all available credits|spend(ing)?[ _]limit|payment_required|billing_error/i;

/** Gemini and xAI refuse a wrong key with 400. */
const wrongKey = /(incorrect|invalid) api[ _-]?key|api[ _-]?key (is )?(not valid|invalid|not found)/i;

/** An answer with a status beyond 299 as the one error that callers know. */
export function httpFailure(refusal: HttpRefusal, target: CallTarget): AbaiError {
  const { status } = refusal;
  const name = target.provider;
  const words = refusal.message ? ` ${vendorWords(refusal.message, target.key)}` : '';
  const details = { status };
  if (status === 401 || (status === 400 && wrongKey.test(refusal.message ?? ''))) {
    return new AbaiError('auth', `${name} refused the API key (${status}). Set a valid key and send again.`, {
      details,
    });
  }
  if (status === 402 || ((status === 429 || status === 403 || status === 400) && isOutOfCredit(refusal))) {
    return new AbaiError(
      'rate-limited',
      `The quota or credit of this ${name} key is used up (${status}). Top up the account or use another key.`,
      { retryable: false, details },
    );
  }
  if (status === 403) {
    return new AbaiError('auth', `${name} does not allow this with the key that is set (403).${words}`, {
      details,
    });
  }
  if (status === 404) return notFound(refusal, target);
  if (status === 408 || status === 504) {
    return new AbaiError('unavailable', `${name} took too long (${status}). Try again.`, { details });
  }
  if (status === 429) return rateLimited(refusal, target, details);
  if (status === 503 || status === 529) {
    return new AbaiError('unavailable', `${name} is overloaded (${status}). Try again in a moment.`, {
      details,
      ...wait(refusal),
    });
  }
  if (status >= 500 || status === 409) {
    return new AbaiError('unavailable', `${name} had a failure of its own (${status}).${words} Try again.`, {
      details,
      ...wait(refusal),
    });
  }
  if (status >= 300 && status < 400) {
    const to = refusal.location ? ` to ${hostOf(refusal.location)}` : '';
    return new AbaiError(
      'invalid',
      `${hostOf(target.baseUrl)} redirects${to} (${status}). Keys are not sent on: set the final address as the base URL.`,
      { details },
    );
  }
  return new AbaiError(
    'invalid',
    `${name} refused the request (${status}).${words || ' It gave no reason; check the options of this call.'}`,
    { details },
  );
}

export function isOutOfCredit(refusal: { message?: string | undefined; code?: string | undefined }): boolean {
  return noCredit.test(refusal.code ?? '') || noCredit.test(refusal.message ?? '');
}

function rateLimited(refusal: HttpRefusal, target: CallTarget, details: Record<string, unknown>): AbaiError {
  const { retryAfterMs } = refusal;
  const when =
    retryAfterMs === undefined || retryAfterMs === 0
      ? 'Try again in a moment.'
      : `It asks to wait ${Math.ceil(retryAfterMs / 1000)} s.`;
  return new AbaiError('rate-limited', `${target.provider} limits how fast this key may ask (429). ${when}`, {
    details,
    ...wait(refusal),
  });
}

function notFound(refusal: HttpRefusal, target: CallTarget): AbaiError {
  const details = { status: 404 };
  const aboutModel = /model|deployment/i.test(`${refusal.code ?? ''} ${refusal.message ?? ''}`);
  if (target.model !== undefined && aboutModel) {
    return new AbaiError(
      'not-found',
      `${target.provider} has no model "${target.model}" for this key (404). Choose another model or refresh the list.`,
      { details },
    );
  }
  if (/batch|file/i.test(refusal.message ?? '')) {
    return new AbaiError(
      'not-found',
      `${target.provider} no longer has what was asked for (404). ${vendorWords(refusal.message ?? '', target.key)}`,
      { details },
    );
  }
  return new AbaiError(
    'not-found',
    `${hostOf(target.baseUrl)} answers, but not under this path (404). Check the base URL of ${target.provider}.`,
    { details },
  );
}

function wait(refusal: HttpRefusal): { retryAfterMs?: number } {
  return refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs };
}
