import type { AbaiError } from '../../protocol/errors.ts';
import { cancelled } from '../client.ts';
import type { Session } from './session.ts';

type Waiter = { resolve: (session: Session) => void; reject: (error: AbaiError) => void };

/** Where requests wait for a session. */
export class SessionSlot {
  #session: Session | undefined;
  readonly #waiting = new Set<Waiter>();

  get current(): Session | undefined {
    return this.#session;
  }

  fill(session: Session): void {
    this.#session = session;
    for (const waiter of [...this.#waiting]) waiter.resolve(session);
  }

  /** With an argument: only if it is that one. */
  empty(session: Session | undefined = this.#session): void {
    if (this.#session === session) this.#session = undefined;
  }

  /** Tells all who wait that it is no use. */
  refuse(error: AbaiError): void {
    for (const waiter of [...this.#waiting]) waiter.reject(error);
  }

  /** The session as soon as there is one. */
  wait(signal: AbortSignal | undefined): Promise<Session> {
    if (signal?.aborted) return Promise.reject(cancelled());
    if (this.#session) return Promise.resolve(this.#session);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => waiter.reject(cancelled());
      const leave = (): void => {
        this.#waiting.delete(waiter);
        signal?.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = {
        resolve: (session) => {
          leave();
          resolve(session);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}
