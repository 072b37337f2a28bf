import { AdaptiveLimit } from './adaptive-limit.ts';
import { RequestAllowance, tokensReadyAt } from './allowance.ts';
import { FairQueue } from './fair-queue.ts';
import { MinuteWindow } from './minute-window.ts';
import type { RateObservation } from './rate-headers.ts';
import { type Priority, Ticket } from './ticket-list.ts';

export interface LaneOptions {
  /** Requests in flight to begin with. */
  start: number;
  /** Requests in flight at most, from the settings. */
  ceiling: number;
  /** Starts in any sixty seconds at most, from the settings. */
  requestsPerMinute?: number | undefined;
}

/** How a request ended, as far as it concerns the others. */
export type Outcome =
  | { kind: 'success' }
  /** 429, 503, 529. `askedMs` is what the other side asked for, `backoffMs` what to wait when it did not. */
  | { kind: 'overload'; askedMs?: number | undefined; backoffMs: number }
  /** Failed or cancelled by itself: says nothing about the lane. */
  | { kind: 'other' };

/** A lane for display. */
export interface LaneState {
  active: number;
  queued: number;
  /** Requests in flight allowed at this moment. */
  limit: number;
  /** When a pause of more than two minutes ends, in the lane's own milliseconds; null when there is none. */
  pausedUntil: number | null;
}

/** A wait above this is told, so that nobody thinks that the program hangs. */
export const visiblePauseMs = 120_000;

/**
 * The limiter of one endpoint and key, as a deterministic state machine: no timers, no randomness, no IO. Whoever drives
 * it says what time it is, in milliseconds that never go back, and asks again when `wakeAt` says so.
 */
export class Lane {
  readonly #limit: AdaptiveLimit;
  readonly #queue = new FairQueue();
  readonly #allowance = new RequestAllowance();
  #minute: MinuteWindow | undefined;
  #perMinute: number | undefined;
  #active = 0;
  #tokensAt = 0;
  #pausedUntil = 0;
  #pauseIsVisible = false;

  constructor(options: LaneOptions) {
    this.#limit = new AdaptiveLimit(options.start, options.ceiling);
    this.#setPerMinute(options.requestsPerMinute);
  }

  /** Joins the queue. `again` is for another try of what has waited before. */
  acquire(priority: Priority, group = '', again = false): Ticket {
    const ticket = new Ticket(priority, group);
    this.#queue.add(ticket, again);
    return ticket;
  }

  /** Lets the next one start, or answers undefined when nobody waits or nobody may. Ask until it does. */
  next(now: number): Ticket | undefined {
    if (this.#active >= this.#limit.limit || this.#queue.size === 0 || this.#readyAt(now) > now)
      return undefined;
    const batchAllowed = this.#minute === undefined || this.#minute.batchReadyAt(now) <= now;
    const ticket = this.#queue.take(batchAllowed);
    if (ticket === undefined) return undefined;
    ticket.state = 'active';
    ticket.epoch = this.#limit.epoch;
    this.#active += 1;
    this.#allowance.take(now);
    this.#minute?.take(now, ticket.priority === 'batch');
    return ticket;
  }

  /** One that waits goes away. False when it was not waiting. */
  leave(ticket: Ticket): boolean {
    if (ticket.state !== 'queued' || !this.#queue.remove(ticket)) return false;
    ticket.state = 'gone';
    return true;
  }

  /** Gives the slot back. A second release of the same ticket changes nothing. */
  release(ticket: Ticket, outcome: Outcome, now: number): void {
    if (ticket.state !== 'active') return;
    const saturated = this.#active >= this.#limit.limit;
    ticket.state = 'gone';
    this.#active -= 1;
    if (outcome.kind === 'success') this.#limit.success(ticket.epoch, saturated);
    if (outcome.kind !== 'overload') return;
    const fresh = this.#limit.overload(ticket.epoch);
    // The rest of a storm adds nothing but the other side's own word.
    const wait = outcome.askedMs ?? (fresh ? outcome.backoffMs : 0);
    this.#pause(now, wait);
  }

  /** Takes what an answer's headers say: a lane that would run into a limit stops short of it. */
  observe(seen: RateObservation, now: number): void {
    if (seen.requests !== undefined) this.#allowance.observe(seen.requests, now);
    if (seen.tokens !== undefined) this.#tokensAt = tokensReadyAt(seen.tokens, now);
  }

  /** New settings. What is in flight goes on, even above a lower ceiling. */
  configure(options: Pick<LaneOptions, 'ceiling' | 'requestsPerMinute'>): void {
    this.#limit.setCeiling(options.ceiling);
    this.#setPerMinute(options.requestsPerMinute);
  }

  /** Ends a pause at once, because a person wants to try. */
  resume(): void {
    this.#pausedUntil = 0;
    this.#tokensAt = 0;
  }

  /** When to call `next` again though nothing else happens; null when only a release or a newcomer changes anything. */
  wakeAt(now: number): number | null {
    if (this.#active >= this.#limit.limit || this.#queue.size === 0) return null;
    let at = this.#readyAt(now);
    if (this.#minute !== undefined && this.#queue.sizeOf('person') === 0) {
      at = Math.max(at, this.#minute.batchReadyAt(now));
    }
    return Math.max(at, now);
  }

  /** Storms in a row without a success between them, for whoever decides on the backoff. */
  get storms(): number {
    return this.#limit.storms;
  }

  state(now: number): LaneState {
    const paused = this.#pauseIsVisible && now < this.#pausedUntil;
    return {
      active: this.#active,
      queued: this.#queue.size,
      limit: this.#limit.limit,
      pausedUntil: paused ? this.#pausedUntil : null,
    };
  }

  #readyAt(now: number): number {
    return Math.max(
      this.#pausedUntil,
      this.#tokensAt,
      this.#allowance.readyAt(now),
      this.#minute?.readyAt(now) ?? now,
    );
  }

  #pause(now: number, waitMs: number): void {
    const until = now + waitMs;
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#pauseIsVisible = waitMs > visiblePauseMs;
  }

  #setPerMinute(perMinute: number | undefined): void {
    if (perMinute === this.#perMinute) return;
    this.#perMinute = perMinute;
    this.#minute = perMinute === undefined ? undefined : new MinuteWindow(perMinute);
  }
}
