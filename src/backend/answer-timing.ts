import type { Timing } from '../protocol/generation.ts';

/** When an answer began, was first heard of, and went over from thinking to its words. */
export class AnswerTiming {
  readonly #now: () => number;
  #startedAt: number;
  #firstAt: number | undefined;
  #thinkingFrom: number | undefined;
  #thinkingUntil: number | undefined;

  /** `now` gives milliseconds of a clock that only goes forwards. */
  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
  }

  /** Another try begins. */
  begin(): void {
    this.#startedAt = this.#now();
  }

  get heardSomething(): boolean {
    return this.#firstAt !== undefined;
  }

  heard(what: 'text' | 'thinking'): void {
    const at = this.#now();
    this.#firstAt ??= at;
    if (what === 'thinking') this.#thinkingFrom ??= at;
    else if (this.#thinkingFrom !== undefined) this.#thinkingUntil ??= at;
  }

  end(): Timing {
    const at = this.#now();
    const from = this.#thinkingFrom;
    return {
      ttftMs: this.#firstAt === undefined ? null : this.#firstAt - this.#startedAt,
      totalMs: at - this.#startedAt,
      ...(from === undefined ? {} : { thinkingMs: (this.#thinkingUntil ?? at) - from }),
    };
  }
}
