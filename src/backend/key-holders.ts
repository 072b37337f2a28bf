import type { Caller } from '../core/ports/caller.ts';
import type { Clock } from '../core/ports/clock.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';

/** Milliseconds between two looks for a window that has the key, beside the one when somebody comes. */
const lookAgainMs = 5000;

interface KeyQuestion {
  /** Whose work it is: asked first. */
  caller: Caller;
  name: string;
  origin: string;
  signal: AbortSignal;
  /** Told once, when nobody who is present has the key. */
  onWait: () => void;
}

/**
 * Who can be asked for keys. The window that asked for the work is; when it is gone, any other that has the key; when
 * none has, the work waits for one. A window that is there and has no key is an answer: the call then fails as `auth`.
 */
export class KeyHolders {
  readonly #clock: Clock;
  readonly #present = new Map<string, Caller>();
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Somebody made a request, so somebody is there. */
  saw(caller: Caller): void {
    if (this.#present.get(caller.clientId) === caller && this.#waiting.size === 0) return;
    this.#present.set(caller.clientId, caller);
    for (const look of [...this.#waiting]) look();
  }

  /** The key, or undefined when the asking window has none. Rejects as `cancelled` when the signal says so. */
  async key(question: KeyQuestion): Promise<string | undefined> {
    const { caller, name, origin, signal, onWait } = question;
    for (let first = true; ; first = false) {
      try {
        return await caller.vault.get(name, origin);
      } catch (thrown) {
        if (toAbaiError(thrown).code !== 'unavailable') throw thrown;
      }
      for (const [clientId, other] of [...this.#present]) {
        if (other === caller) continue;
        const key = await other.vault.get(name, origin).catch(() => {
          this.#present.delete(clientId);
          return undefined;
        });
        if (key !== undefined) return key;
      }
      if (first) onWait();
      await this.#change(signal);
    }
  }

  #change(signal: AbortSignal): Promise<void> {
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
      this.#waiting.add(look);
      signal.addEventListener('abort', aborted, { once: true });
      if (signal.aborted) aborted();
    });
  }
}
