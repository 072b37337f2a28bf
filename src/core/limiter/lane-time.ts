import type { Clock } from '../ports/clock.ts';

/**
 * The time a lane lives by, in milliseconds. The steady clock stands still while some machines sleep, and the wall clock
 * jumps when it is set: this one goes with whichever of the two is further on, and never back.
 */
export class LaneTime {
  readonly #clock: Clock;
  #lead: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lead = clock.now() - clock.monotonic();
  }

  now(): number {
    const steady = this.#clock.monotonic();
    const lead = this.#clock.now() - steady;
    // Some tenths of a millisecond are the two clocks' own rounding.
    if (lead > this.#lead + 1) this.#lead = lead;
    return steady + this.#lead;
  }

  /** A lane's time as milliseconds since 1970-01-01 UTC by the wall clock as it is set now. */
  toWall(laneMs: number): number {
    return Math.round(laneMs - this.now() + this.#clock.now());
  }
}
