import { AbaiError } from '../protocol/errors.ts';

/** What the promise becomes, unless the signal says first that nobody waits for it: then rejects as `cancelled`. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopped = () => reject(new AbaiError('cancelled', 'Stopped.'));
    if (signal.aborted) stopped();
    else signal.addEventListener('abort', stopped, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stopped));
  });
}
