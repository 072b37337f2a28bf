import { AbaiError, toAbaiError } from '../../protocol/errors.ts';
import type { Clock } from '../ports/clock.ts';
import { askedWait, canHeal, isOverload, overloadWait, retryWait } from '../retry.ts';
import { Lane, type LaneOptions, type LaneState, type Outcome } from './lane.ts';
import { LaneTime } from './lane-time.ts';
import { type HeaderLookup, readRateHeaders } from './rate-headers.ts';
import type { Priority, Ticket } from './ticket-list.ts';

/** Timers stand still while a machine sleeps: a longer wait is waited in pieces, with a look at the time after each. */
const longestTimerMs = 60_000;

export interface RunOptions {
  /** A person's comparison goes before a batch. */
  priority?: Priority;
  /** Requests of one group, for example one run, take one turn among the groups of their priority. */
  group?: string;
  /** Ends the wait with `cancelled`; a task that has begun gets it to see to itself. */
  signal?: AbortSignal;
  /** Asked after a failed try: false once something of the answer was shown, which is never taken back by itself. */
  mayRetry?: () => boolean;
  /** Told before each wait for another try. */
  onRetry?: (retry: { error: AbaiError; attempt: number; waitMs: number }) => void;
}

/** What a task may know and tell about the try it is. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  /** Headers of the answer, as soon as they are there. */
  observe(headers: HeaderLookup): void;
}

export interface SchedulerOptions extends LaneOptions {
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
  /** Told when a pause of more than two minutes begins, changes or ends. */
  onPause?: (pausedUntil: number | null) => void;
}

/**
 * Runs tasks through a lane: waits for a turn, tries again what can heal, gives the slot back while it waits. Every
 * `run` settles: with the task's result, its last error, or `cancelled`.
 */
export class LaneScheduler {
  readonly #lane: Lane;
  readonly #clock: Clock;
  readonly #time: LaneTime;
  readonly #random: () => number;
  readonly #onPause: ((pausedUntil: number | null) => void) | undefined;
  /** Who waits for a turn, by ticket. */
  readonly #starts = new Map<Ticket, () => void>();
  /** Ends each wait, for a turn or for another try, when the scheduler closes. */
  readonly #waits = new Set<(reason: AbaiError) => void>();
  #backingOff = 0;
  #cancelTimer: (() => void) | undefined;
  #timerAt: number | null = null;
  /** In the lane's milliseconds. */
  #toldPause: number | null = null;
  #closed: AbaiError | undefined;

  constructor(options: SchedulerOptions) {
    this.#lane = new Lane(options);
    this.#clock = options.clock;
    this.#time = new LaneTime(options.clock);
    this.#random = options.random;
    this.#onPause = options.onPause;
  }

  /**
   * Runs the task, again if need be. It must end when its signal says so: its slot is held until it does.
   *
   * @throws what the task threw last, or AbaiError `cancelled`.
   */
  async run<T>(task: (attempt: Attempt) => Promise<T>, options: RunOptions = {}): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const ticket = await this.#turn(options, attempt > 1);
      if (options.signal?.aborted) {
        this.#release(ticket, { kind: 'other' });
        throw cancelled();
      }
      let failed: { thrown: unknown; error: AbaiError };
      try {
        const result = await task({ number: attempt, observe: (headers) => this.#observe(headers) });
        this.#release(ticket, { kind: 'success' });
        return result;
      } catch (thrown) {
        failed = { thrown, error: toAbaiError(thrown) };
      }
      const { thrown, error } = failed;
      const stopped = options.signal?.aborted === true;
      this.#release(ticket, stopped ? { kind: 'other' } : this.#outcomeOf(error));
      if (stopped || options.mayRetry?.() === false) throw thrown;
      const waitMs = retryWait(error, attempt, this.#random);
      if (waitMs === 'stop') throw thrown;
      options.onRetry?.({ error, attempt, waitMs });
      await this.#backOff(waitMs, options.signal);
    }
  }

  /** For display. `pausedUntil` is in milliseconds since 1970-01-01 UTC; `queued` holds those that wait to try again. */
  state(): LaneState {
    const state = this.#lane.state(this.#time.now());
    return {
      ...state,
      queued: state.queued + this.#backingOff,
      pausedUntil: state.pausedUntil === null ? null : this.#time.toWall(state.pausedUntil),
    };
  }

  /** New settings. */
  configure(options: Pick<LaneOptions, 'ceiling' | 'requestsPerMinute'>): void {
    this.#lane.configure(options);
    this.#pump();
  }

  /** Ends a pause at once, because a person wants to try. */
  resume(): void {
    this.#lane.resume();
    this.#pump();
  }

  /** Everyone who waits gets `cancelled`; what is in flight goes on and is not tried again. */
  close(): void {
    this.#closed ??= new AbaiError('cancelled', 'A-B/AI is closing: the request was not sent.');
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    for (const end of [...this.#waits]) end(this.#closed);
  }

  #turn(options: RunOptions, again: boolean): Promise<Ticket> {
    const ticket = this.#lane.acquire(options.priority ?? 'person', options.group, again);
    return this.#wait<Ticket>(options.signal, {
      begin: (done) => {
        this.#starts.set(ticket, () => done(ticket));
        this.#pump();
      },
      end: () => {
        this.#starts.delete(ticket);
        // A ticket that leaves may be the one the timer was set for, but a timer too many only looks and sees nothing.
        this.#lane.leave(ticket);
      },
    });
  }

  async #backOff(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    const until = this.#time.now() + waitMs;
    let cancel: (() => void) | undefined;
    this.#backingOff += 1;
    try {
      await this.#wait<void>(signal, {
        begin: (done) => {
          const look = () => {
            const left = until - this.#time.now();
            if (left <= 0) done();
            else cancel = this.#clock.after(Math.min(left, longestTimerMs), look);
          };
          look();
        },
        end: () => cancel?.(),
      });
    } finally {
      this.#backingOff -= 1;
    }
  }

  /** Something to wait for that an abort or the closing of the scheduler can end; `end` is called in those cases. */
  #wait<T>(
    signal: AbortSignal | undefined,
    { begin, end }: { begin: (done: (value: T) => void) => void; end: () => void },
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const settle = () => {
        this.#waits.delete(stop);
        signal?.removeEventListener('abort', aborted);
      };
      const stop = (reason: AbaiError) => {
        settle();
        end();
        reject(reason);
      };
      const aborted = () => stop(cancelled());
      this.#waits.add(stop);
      if (this.#closed !== undefined) return stop(this.#closed);
      if (signal?.aborted) return aborted();
      signal?.addEventListener('abort', aborted, { once: true });
      begin((value) => {
        settle();
        resolve(value);
      });
    });
  }

  #outcomeOf(error: AbaiError): Outcome {
    // A quota that is used up is no storm: it hits each request alike, and waiting does not help.
    if (!isOverload(error) || !canHeal(error)) return { kind: 'other' };
    const backoffMs = overloadWait(this.#lane.storms + 1, this.#random);
    return { kind: 'overload', askedMs: askedWait(error), backoffMs };
  }

  #release(ticket: Ticket, outcome: Outcome): void {
    this.#lane.release(ticket, outcome, this.#time.now());
    this.#pump();
  }

  #observe(headers: HeaderLookup): void {
    this.#lane.observe(readRateHeaders(headers, this.#clock.now()), this.#time.now());
    this.#pump();
  }

  /** Starts whoever may, then sets the timer for the next moment at which someone may. */
  #pump(): void {
    if (this.#closed !== undefined) return;
    const now = this.#time.now();
    for (let ticket = this.#lane.next(now); ticket !== undefined; ticket = this.#lane.next(now)) {
      const start = this.#starts.get(ticket);
      this.#starts.delete(ticket);
      start?.();
    }
    const { pausedUntil } = this.#lane.state(now);
    this.#setTimer(earlier(this.#lane.wakeAt(now), pausedUntil), now);
    if (pausedUntil === this.#toldPause) return;
    this.#toldPause = pausedUntil;
    this.#onPause?.(this.state().pausedUntil);
  }

  #setTimer(at: number | null, now: number): void {
    if (at === this.#timerAt) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#timerAt = at;
    if (at === null) return;
    const wait = Math.min(Math.max(1, Math.ceil(at - now)), longestTimerMs);
    this.#cancelTimer = this.#clock.after(wait, () => {
      this.#timerAt = null;
      this.#pump();
    });
  }
}

function cancelled(): AbaiError {
  return new AbaiError('cancelled', 'The request was cancelled before it was sent.');
}

function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
