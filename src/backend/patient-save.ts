import { type AbaiError, toAbaiError } from '../protocol/errors.ts';
import type { BackendPorts } from './ports.ts';

/** Milliseconds between two tries to save what the disk refused. */
const firstWaitMs = 1000;
const longestWaitMs = 30_000;

/** Saves what must not be lost: a disk that refuses is asked again until it takes it, or until the back end closes. */
export class PatientSave {
  readonly #ports: BackendPorts;
  #closing = false;
  #again: (() => void) | undefined;

  constructor(ports: BackendPorts) {
    this.#ports = ports;
  }

  /** One more try at once, and no other. */
  close(): void {
    this.#closing = true;
    this.#again?.();
  }

  /** Undefined when it is saved; `conflict` when there is nothing left to save it in. */
  async run(save: () => Promise<void>): Promise<AbaiError | undefined> {
    const { clock, log } = this.#ports;
    for (let wait = firstWaitMs; ; wait = Math.min(wait * 2, longestWaitMs)) {
      try {
        await save();
        return undefined;
      } catch (thrown) {
        const error = toAbaiError(thrown);
        if (error.code === 'conflict' || this.#closing) return error;
        log.error('An answer could not be saved; it is kept in memory and tried again.', {
          error: thrown,
          wait,
        });
        await new Promise<void>((resolve) => {
          const cancel = clock.after(wait, resolve);
          this.#again = () => {
            cancel();
            resolve();
          };
        });
      }
    }
  }
}
