/** What a vendor says is left of one of its limits. */
export interface Remaining {
  remaining: number;
  /** The whole of the limit, when it says. */
  limit?: number;
  /** Milliseconds until the limit is whole again. */
  resetMs: number;
}

/** What the headers of an answer say about limits; absent when they say nothing that can be used. */
export interface RateObservation {
  requests?: Remaining;
  /** Of several token limits the one that is nearest to its end. */
  tokens?: Remaining;
}

/** Looks a header up by its lower-case name; `Headers` is one. */
export interface HeaderLookup {
  get(name: string): string | null;
}

/**
 * Reads rate-limit headers: OpenAI's and its imitators' `x-ratelimit-*` with durations such as `6m0s`, Anthropic's
 * `anthropic-ratelimit-*` with RFC 3339 times. `now` is the wall clock, milliseconds since 1970-01-01 UTC.
 */
export function readRateHeaders(headers: HeaderLookup, now: number): RateObservation {
  const read = (kind: string): Remaining | undefined =>
    remaining(
      headers.get(`x-ratelimit-remaining-${kind}`),
      () => headers.get(`x-ratelimit-limit-${kind}`),
      () => durationMs(headers.get(`x-ratelimit-reset-${kind}`)),
    ) ??
    remaining(
      headers.get(`anthropic-ratelimit-${kind}-remaining`),
      () => headers.get(`anthropic-ratelimit-${kind}-limit`),
      () => untilMs(headers.get(`anthropic-ratelimit-${kind}-reset`), now),
    );
  const observation: RateObservation = {};
  const requests = read('requests');
  if (requests !== undefined) observation.requests = requests;
  for (const kind of ['tokens', 'input-tokens', 'output-tokens']) {
    const tokens = read(kind);
    if (tokens === undefined) continue;
    if (observation.tokens === undefined || share(tokens) < share(observation.tokens))
      observation.tokens = tokens;
  }
  return observation;
}

/** Milliseconds of a duration: `6m0s`, `1h30m`, `250ms`, `1.5s`, or a bare number of seconds. */
export function durationMs(text: string | null): number | undefined {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return undefined;
  const seconds = Number(trimmed);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined;
  if (!/^(\d+(\.\d+)?(ms|[dhms]))+$/.test(trimmed)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)) {
    sum += Number(amount) * unitMs[unit as keyof typeof unitMs];
  }
  return sum;
}

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function untilMs(time: string | null, now: number): number | undefined {
  // Anything with a year in front: `Date.parse` alone takes "5" for a month.
  if (time === null || !/^\d{4}-\d\d-\d\dT/.test(time)) return undefined;
  const at = Date.parse(time);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** Most answers say nothing: then no further header is looked up. */
function remaining(
  left: string | null,
  limit: () => string | null,
  reset: () => number | undefined,
): Remaining | undefined {
  const count = amount(left);
  const resetMs = count === undefined ? undefined : reset();
  if (count === undefined || resetMs === undefined) return undefined;
  const whole = amount(limit());
  return whole === undefined || whole === 0
    ? { remaining: count, resetMs }
    : { remaining: count, limit: whole, resetMs };
}

function amount(text: string | null): number | undefined {
  if (text === null || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

function share({ remaining: left, limit }: Remaining): number {
  return limit === undefined ? (left === 0 ? 0 : 1) : left / limit;
}
