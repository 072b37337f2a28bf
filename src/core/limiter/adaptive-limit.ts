/**
 * How many requests may be in flight: found out by trying. The limit doubles after each window of successes until the
 * first overload, then grows by a tenth a window; an overload halves it, once for each storm.
 *
 * A window is as many successes as the limit is high, all of them on a saturated lane: what an idle lane manages says
 * nothing about what the other side would take.
 *
 * A storm is everything that was sent before the other side's first "too much" came back. Each request carries the
 * epoch it was sent in; an overload of an older epoch belongs to a storm that was already answered by halving.
 */
export class AdaptiveLimit {
  #limit: number;
  #ceiling: number;
  #doubling = true;
  #successes = 0;
  #epoch = 0;
  #storms = 0;

  constructor(start: number, ceiling: number) {
    this.#ceiling = ceiling;
    this.#limit = Math.min(start, ceiling);
  }

  get limit(): number {
    return this.#limit;
  }

  /** Stamped on each request when it starts. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Storms in a row, without a success between them. */
  get storms(): number {
    return this.#storms;
  }

  success(epoch: number, saturated: boolean): void {
    // Answers to what was sent before the storm tell how things were, not how they are.
    if (epoch !== this.#epoch) return;
    this.#storms = 0;
    if (!saturated || this.#limit >= this.#ceiling) return;
    this.#successes += 1;
    if (this.#successes < this.#limit) return;
    this.#successes = 0;
    const step = this.#doubling ? this.#limit : Math.max(1, Math.round(this.#limit / 10));
    this.#limit = Math.min(this.#ceiling, this.#limit + step);
  }

  /** True when this is the first sign of a new storm. */
  overload(epoch: number): boolean {
    if (epoch !== this.#epoch) return false;
    this.#epoch += 1;
    this.#storms += 1;
    this.#doubling = false;
    this.#successes = 0;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    return true;
  }

  setCeiling(ceiling: number): void {
    this.#ceiling = ceiling;
    this.#limit = Math.min(this.#limit, ceiling);
  }
}
