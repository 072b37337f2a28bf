import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ScrollPosition } from './scroll-position.ts';

/** Messages at the end of a thread that are drawn at once, and those that each idle moment adds above them. */
const amounts = { first: 6, more: 4 };

/** Milliseconds that an idle moment must have left, and after which one is taken in any case. */
const idle = { least: 4, timeout: 500 };

/**
 * How much of a long thread is drawn: its end at once, and what stands above it little by little, whenever the page has
 * nothing else to do. What is in sight stays where it is.
 */
export class ThreadFill implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #position: ScrollPosition;
  /** Messages at the beginning that are not drawn yet; undefined before the first time. */
  #hidden: number | undefined;
  #asked = 0;

  constructor(host: ReactiveControllerHost, position: ScrollPosition) {
    this.#host = host;
    this.#position = position;
    host.addController(this);
  }

  /** Those of the messages that are drawn now. */
  drawn<T>(messages: readonly T[]): readonly T[] {
    this.#hidden = Math.min(
      this.#hidden ?? Number.POSITIVE_INFINITY,
      Math.max(0, messages.length - amounts.first),
    );
    return this.#hidden === 0 ? messages : messages.slice(this.#hidden);
  }

  hostUpdated(): void {
    if (this.#hidden && this.#asked === 0) this.#ask();
  }

  hostDisconnected(): void {
    cancelIdleCallback(this.#asked);
    this.#asked = 0;
  }

  #ask(): void {
    this.#asked = requestIdleCallback((deadline) => void this.#fill(deadline), { timeout: idle.timeout });
  }

  async #fill(deadline: IdleDeadline): Promise<void> {
    this.#asked = 0;
    if (!deadline.didTimeout && deadline.timeRemaining() < idle.least) {
      this.#ask();
      return;
    }
    const stay = this.#position.holdEnd();
    this.#hidden = Math.max(0, (this.#hidden ?? 0) - amounts.more);
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    stay();
  }
}
