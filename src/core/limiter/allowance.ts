import type { Remaining } from './rate-headers.ts';

/**
 * Headers are a courtesy and sometimes wrong. They never hold a lane back for longer than this; then a request is sent,
 * and the answer tells.
 */
const longestHoldMs = 60_000;

/**
 * What is left of a vendor's requests limit. Vendors refill steadily and tell when it is whole again, so between two
 * answers the count goes up with time and down with each start.
 */
export class RequestAllowance {
  #left = Number.POSITIVE_INFINITY;
  #perMs = 0;
  #at = 0;
  #endsAt = 0;

  observe(seen: Remaining, now: number): void {
    this.#left = seen.remaining;
    this.#at = now;
    this.#endsAt = now + Math.min(seen.resetMs, longestHoldMs);
    this.#perMs = refill(seen);
  }

  /** When the next request may start: at or before `now` means at once. */
  readyAt(now: number): number {
    if (now >= this.#endsAt || this.#leftAt(now) >= 1) return now;
    if (this.#perMs === 0) return this.#endsAt;
    return Math.min(this.#endsAt, this.#at + Math.ceil((1 - this.#left) / this.#perMs));
  }

  take(now: number): void {
    if (now >= this.#endsAt) return;
    this.#left = this.#leftAt(now) - 1;
    this.#at = now;
  }

  #leftAt(now: number): number {
    return this.#left + (now - this.#at) * this.#perMs;
  }
}

/** Below this share of a tokens limit the next request would likely fail... */
const lowTokens = 0.01;
/** ...and from this share on it is worth trying. */
const enoughTokens = 0.1;

/** When a tokens limit that is all but used up has refilled enough for another request; `now` when it is not low. */
export function tokensReadyAt(seen: Remaining, now: number): number {
  const whole = seen.limit;
  const low = whole === undefined ? seen.remaining === 0 : seen.remaining < whole * lowTokens;
  if (!low) return now;
  const perMs = refill(seen);
  const wait =
    whole === undefined || perMs === 0 ? seen.resetMs : (whole * enoughTokens - seen.remaining) / perMs;
  return now + Math.ceil(Math.min(wait, seen.resetMs, longestHoldMs));
}

/** Units a millisecond, 0 when the whole of the limit is not known. */
function refill({ limit, remaining, resetMs }: Remaining): number {
  return limit === undefined || limit <= remaining || resetMs === 0 ? 0 : (limit - remaining) / resetMs;
}
