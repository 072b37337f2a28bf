import type { Clock } from '../../../src/core/ports/clock.ts';

/** A clock that stands still until the test moves it; whatever becomes due then is called in order. */
export class ManualClock implements Clock {
  readonly #timers = new Set<{ at: number; callback: () => void }>();
  #steady = 0;
  #wall: number;

  constructor(wall = Date.parse('2026-11-20T12:00:00Z')) {
    this.#wall = wall;
  }

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#steady;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#steady + ms, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get timers(): number {
    return this.#timers.size;
  }

  /** Sets the wall clock alone, as a person or a time server does, or as it looks after a sleep. */
  jump(ms: number): void {
    this.#wall += ms;
  }

  /** Lets time pass, and everything that follows from it settle. */
  async pass(ms: number): Promise<void> {
    const end = this.#steady + ms;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end);
      if (due.length === 0) break;
      const first = due.reduce((a, b) => (b.at < a.at ? b : a));
      this.#timers.delete(first);
      this.#move(Math.max(this.#steady, first.at));
      first.callback();
      await settle();
    }
    this.#move(end);
  }

  #move(to: number): void {
    this.#wall += to - this.#steady;
    this.#steady = to;
  }
}

/** Resolves when every promise that could settle by itself has done so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
