import type { PullProgress } from '../core/ports/local-models.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Pull } from '../protocol/local-models.ts';

interface Running {
  pull: Pull;
  done: Promise<void>;
  abort: AbortController;
  /** How many wait for it. */
  waiting: number;
}

interface Wanted {
  /** Where it is pulled to: one server pulls a model once, however many ask. */
  origin: string;
  provider: string;
  id: string;
}

/** Models on their way to a server's disk. Who asks for one that is on its way waits for it too. */
export class Pulls {
  readonly #running = new Map<string, Running>();

  now(): Pull[] {
    return [...this.#running.values()].map(({ pull }) => ({ ...pull }));
  }

  /** Resolves when the model is there. The pull ends early once the last who waits for it has gone. */
  async join(
    wanted: Wanted,
    signal: AbortSignal,
    begin: (signal: AbortSignal) => AsyncIterable<PullProgress>,
  ): Promise<void> {
    const key = `${wanted.origin} ${wanted.id}`;
    const running = this.#running.get(key) ?? this.#begin(key, wanted, begin);
    running.waiting += 1;
    let stop = () => {};
    const stopped = new Promise<never>((_resolve, reject) => {
      stop = () => reject(new AbaiError('cancelled', `The download of ${wanted.id} was stopped.`));
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
    });
    try {
      await Promise.race([running.done, stopped]);
    } finally {
      signal.removeEventListener('abort', stop);
      running.waiting -= 1;
      if (running.waiting === 0) this.#end(key, running);
    }
  }

  /** Ends all of them; what is on the server's disk stays there. */
  close(): void {
    for (const [key, running] of [...this.#running]) this.#end(key, running);
  }

  #begin(
    key: string,
    { provider, id }: Wanted,
    begin: (signal: AbortSignal) => AsyncIterable<PullProgress>,
  ): Running {
    const abort = new AbortController();
    const running: Running = {
      pull: { provider, id, status: '' },
      abort,
      waiting: 0,
      done: Promise.resolve(),
    };
    running.done = (async () => {
      for await (const progress of begin(abort.signal)) running.pull = { provider, id, ...progress };
    })();
    this.#running.set(key, running);
    // Those who wait hear of a failure; that nobody waits any more is no second one.
    running.done.catch(() => {});
    return running;
  }

  #end(key: string, running: Running): void {
    // Who asks from now on begins anew instead of joining what is being stopped.
    if (this.#running.get(key) === running) this.#running.delete(key);
    running.abort.abort();
  }
}
