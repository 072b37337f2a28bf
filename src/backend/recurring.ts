import type { Clock } from '../core/ports/clock.ts';

/** Milliseconds. */
export const day = 24 * 60 * 60 * 1000;

/** Does something now and then in the background, never twice at once. */
export class Recurring {
  readonly #clock: Clock;
  readonly #work: () => Promise<void>;
  #cancelTimer: (() => void) | undefined;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  /** `work` handles its own failures. */
  constructor(clock: Clock, work: () => Promise<void>) {
    this.#clock = clock;
    this.#work = work;
  }

  /** In `ms`, and then every day. */
  begin(ms: number): void {
    if (this.#closed) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.after(ms, () => {
      this.#running = this.#work().finally(() => this.begin(day));
    });
  }

  /** Resolves when what runs has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    await this.#running.catch(() => {});
  }
}
