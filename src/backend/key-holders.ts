import type { Caller } from '../core/ports/caller.ts';
import type { Clock } from '../core/ports/clock.ts';
import { untilAborted } from '../core/until-aborted.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';

/** Milliseconds between two looks for the one who has the key, beside the one when it makes a request. */
const lookAgainMs = 5000;

interface KeyQuestion {
  /** Whose work it is. Nobody else is asked: another's key is for another's address. */
  caller: Caller;
  name: string;
  origin: string;
  signal: AbortSignal;
  /** Told once, when the asking process cannot be reached. */
  onWait: () => void;
}

/**
 * Asks for keys whoever started the work, or took it over by a word of their own. When that process is gone the work
 * waits until it is there again. One that is there and has no key is an answer: the call then fails as `auth`.
 */
export class KeyHolders {
  readonly #clock: Clock;
  /** By client id, as they came last. */
  readonly #present = new Map<string, Caller>();
  readonly #waiting = new Map<() => void, string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Somebody made a request, so somebody is there. */
  saw(caller: Caller): void {
    this.#present.set(caller.clientId, caller);
    if (this.#waiting.size === 0) return;
    for (const [look, clientId] of [...this.#waiting]) if (clientId === caller.clientId) look();
  }

  /** It is gone for good: nothing of it is kept. */
  left(caller: Caller): void {
    if (this.#present.get(caller.clientId) === caller) this.#present.delete(caller.clientId);
  }

  /** The key, or undefined when the asking process has none. Rejects as `cancelled` when the signal says so. */
  async key({ caller, name, origin, signal, onWait }: KeyQuestion): Promise<string | undefined> {
    for (let first = true; ; first = false) {
      try {
        const { vault } = this.#present.get(caller.clientId) ?? caller;
        return await untilAborted(vault.get(name, origin), signal);
      } catch (thrown) {
        if (toAbaiError(thrown).code !== 'unavailable') throw thrown;
      }
      if (first) onWait();
      await this.#change(caller.clientId, signal);
    }
  }

  /** Resolves after some time, or when the client makes a request. */
  #change(clientId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = () => {
        cancelTimer();
        this.#waiting.delete(look);
        signal.removeEventListener('abort', aborted);
      };
      const look = () => {
        over();
        resolve();
      };
      const aborted = () => {
        over();
        reject(new AbaiError('cancelled', 'Stopped.'));
      };
      const cancelTimer = this.#clock.after(lookAgainMs, look);
      this.#waiting.set(look, clientId);
      signal.addEventListener('abort', aborted, { once: true });
      if (signal.aborted) aborted();
    });
  }
}
