import type { EventEmitter } from 'node:events';
import { constants } from 'node:os';

const watched = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A person or the system asking this process to stop. The first request ends the work cleanly: generations are
 * cancelled, runs paused, what arrived is saved and printed. A second one ends the process at once, unless the work has a
 * faster end for it.
 */
export class Interruption {
  readonly #abort = new AbortController();
  #exitCode: number | undefined;
  #faster: (() => void) | undefined;

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** 128 plus the signal's number, as shells report it; undefined while nothing asked to stop. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** The second request goes to the listener, and the one after that ends the process. Returns the function that gives it back. */
  takeSecond(listener: () => void): () => void {
    this.#faster = listener;
    return () => {
      if (this.#faster === listener) this.#faster = undefined;
    };
  }

  /** True when it was Ctrl-C: a person has patience, and can ask again. */
  get isPersons(): boolean {
    return this.#exitCode === 128 + constants.signals.SIGINT;
  }

  /** Returns the function that stops watching. */
  watch(source: EventEmitter, exitNow: (code: number) => void): () => void {
    const listeners = watched.map((name) => {
      const listener = () => {
        const code = 128 + constants.signals[name];
        if (this.#exitCode !== undefined) {
          const faster = this.#faster;
          this.#faster = undefined;
          return faster ? faster() : exitNow(code);
        }
        this.#exitCode = code;
        this.#abort.abort();
      };
      source.on(name, listener);
      return () => source.off(name, listener);
    });
    return () => {
      for (const stop of listeners) stop();
    };
  }
}

/** Resolves with the value, or with undefined as soon as the signal fires. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  if (signal.aborted) {
    work.catch(() => {});
    return undefined;
  }
  let stop = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => {});
  }
}
