/** Milliseconds of one look at most: in a longer gap this process was suspended itself, and did not wait. */
const longestGapMs = 2000;

/** How long something has been waited for in vain, over many tries. */
export class Patience {
  readonly #limitMs: number;
  #spentMs = 0;
  #last: number | undefined;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Looks at the clock: to be called at each try. */
  isOver(limitMs = this.#limitMs): boolean {
    const now = Date.now();
    this.#spentMs += Math.min(now - (this.#last ?? now), longestGapMs);
    this.#last = now;
    return this.#spentMs >= Math.min(limitMs, this.#limitMs);
  }

  get spentMs(): number {
    return this.#spentMs;
  }

  /** What was waited for is there, or is no longer waited for. */
  renew(): void {
    this.#spentMs = 0;
    this.#last = undefined;
  }
}
