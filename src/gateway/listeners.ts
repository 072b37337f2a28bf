import type { Log } from '../core/ports/log.ts';

/** Those who want to hear of one thing. A listener that throws is logged and keeps nobody else from hearing. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #log: Log | undefined;

  constructor(log?: Log) {
    this.#log = log;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** Returns the unsubscriber. */
  add(listener: (value: T) => void): () => void {
    // A wrapper of its own, so that one function added twice is called twice and removed once.
    const entry = (value: T): void => listener(value);
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#log?.error('A listener failed.', { error });
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
