import type { Trial, TrialResult } from '../../core/ports/trials.ts';

/** Looks at a trial before it is ended, a tenth of a second apart. */
const ticks = 10;
/** In a row: after so many trials without end the next of the same pattern have only a tenth of a second. */
const fewLost = 5;
/** In a row: after so many the next are not tried at all. */
const manyLost = 20;
/** Milliseconds after which a pattern is trusted again. */
const forgivenMs = 60_000;
const mostRemembered = 1000;

/** How long a trial may take: less for a pattern that took too long on the answers before, so that a run of them ends. */
export class Patience {
  readonly #lost = new Map<string, { times: number; at: number }>();
  #hurries = false;

  get hurries(): boolean {
    return this.#hurries;
  }

  get most(): number {
    return this.#hurries ? 1 : ticks;
  }

  /** Somebody waits for the end: nothing gets more than a moment any more. */
  hurry(): void {
    this.#hurries = true;
  }

  ticksFor(trial: Trial): number {
    return this.#timesOf(trial) >= fewLost ? 1 : this.most;
  }

  /** What is said of a trial that is not made; undefined when it is. */
  refusal(trial: Trial): TrialResult | undefined {
    const times = this.#timesOf(trial);
    if (this.#hurries && times > 0) return { fits: undefined };
    return times < manyLost
      ? undefined
      : { fits: undefined, detail: `pattern took too long on ${manyLost} answers before, and was not tried` };
  }

  lost(trial: Trial): void {
    const key = keyOf(trial);
    if (this.#lost.size >= mostRemembered) this.#lost.clear();
    this.#lost.set(key, { times: this.#timesOf(trial) + 1, at: performance.now() });
  }

  ended(trial: Trial): void {
    if (this.#lost.size > 0) this.#lost.delete(keyOf(trial));
  }

  #timesOf(trial: Trial): number {
    if (this.#lost.size === 0) return 0;
    const lost = this.#lost.get(keyOf(trial));
    return lost && performance.now() - lost.at < forgivenMs ? lost.times : 0;
  }
}

function keyOf(trial: Trial): string {
  return 'pattern' in trial ? `${trial.flags}/${trial.pattern}` : JSON.stringify(trial.schema);
}
