const minuteMs = 60_000;

/**
 * A person's own "requests per minute": never more starts than that in any sixty seconds. Batches are spread over the
 * minute as well, so that they do not use it up in its first second and leave a person waiting for the rest of it.
 */
export class MinuteWindow {
  readonly #perMinute: number;
  /** Times of the last starts, a ring: the oldest stands at `#next`. */
  readonly #starts: number[] = [];
  #next = 0;
  #batchAt = Number.NEGATIVE_INFINITY;

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** When anyone may start: at or before `now` means at once. */
  readyAt(now: number): number {
    if (this.#starts.length < this.#perMinute) return now;
    return this.#starts[this.#next]! + minuteMs;
  }

  /** When a batch may start. */
  batchReadyAt(now: number): number {
    return Math.max(this.readyAt(now), this.#batchAt + minuteMs / this.#perMinute);
  }

  take(now: number, batch: boolean): void {
    if (batch) this.#batchAt = now;
    this.#starts[this.#next] = now;
    this.#next = (this.#next + 1) % this.#perMinute;
  }
}
