import type { AbaiError } from '../protocol/errors.ts';

/** How often one request is tried in all. */
export const maxTries = 5;

const firstWaitMs = 500;
/** Limits are counted by the minute at most vendors: waiting is worth more there than for a stumble. */
const firstOverloadWaitMs = 2_000;
const longestBackoffMs = 60_000;
/** Whoever asks for more than this speaks of a daily quota, whatever it is called. */
const longestAskedWaitMs = 6 * 60 * 60 * 1000;

const hopeless: ReadonlySet<unknown> = new Set([400, 401, 402, 403, 404]);
const overloadStatuses: ReadonlySet<unknown> = new Set([429, 503, 529]);

/**
 * Whether and when to try again. `attempt` is how many tries have failed, from 1; `random` gives [0, 1). Answers the
 * milliseconds to wait, or `stop`.
 *
 * Without a word from the other side it is exponential backoff with full jitter. A wait that it asked for is kept in
 * full, with a little on top so that not everyone is back in the same millisecond.
 */
export function retryWait(error: AbaiError, attempt: number, random: () => number): number | 'stop' {
  if (attempt >= maxTries || !canHeal(error)) return 'stop';
  const asked = askedWait(error);
  if (asked !== undefined) return Math.ceil(asked + random() * Math.min(1000, asked / 10));
  return backoff(isOverload(error) ? firstOverloadWaitMs : firstWaitMs, attempt, random);
}

/** True for what another try may get past: never for a wrong request, a bad key, or a quota that is used up. */
export function canHeal(error: AbaiError): boolean {
  if (!error.retryable || error.code === 'cancelled') return false;
  if (hopeless.has(error.details?.status)) return false;
  return (error.retryAfterMs ?? 0) <= longestAskedWaitMs;
}

/** True when the other side says that it gets too much, which concerns everyone who asks it, not this request alone. */
export function isOverload(error: AbaiError): boolean {
  return error.code === 'rate-limited' || overloadStatuses.has(error.details?.status);
}

/** The wait that the other side asked for, in milliseconds. Being asked for no wait at all is no hint. */
export function askedWait(error: AbaiError): number | undefined {
  return error.retryAfterMs !== undefined && error.retryAfterMs > 0 ? error.retryAfterMs : undefined;
}

function backoff(firstMs: number, attempt: number, random: () => number): number {
  return Math.ceil(random() * Math.min(longestBackoffMs, firstMs * 2 ** (attempt - 1)));
}

/** How long everyone should pause after `storms` overloads in a row, when nobody said: full jitter, in milliseconds. */
export function overloadWait(storms: number, random: () => number): number {
  return backoff(firstOverloadWaitMs, Math.max(1, storms), random);
}
