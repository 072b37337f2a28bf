import type { Clock } from '../core/ports/clock.ts';
import { AbaiError } from '../protocol/errors.ts';

/** Milliseconds that work has to end by itself after its abort. */
const deafMs = 2000;

/** Resolves after `ms`, or as soon as the signal says so: look at it afterwards. */
export function timedWait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || ms <= 0) return resolve();
    const over = () => {
      cancel();
      signal.removeEventListener('abort', over);
      resolve();
    };
    const cancel = clock.after(ms, over);
    signal.addEventListener('abort', over, { once: true });
  });
}

/** What the work gives, or `cancelled` a moment after the signal: who is deaf to an abort holds nobody else up. */
export function endsAfterAbort<T>(work: Promise<T>, signal: AbortSignal, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    let cancelTimer = () => {};
    const aborted = () => {
      cancelTimer = clock.after(deafMs, () => reject(new AbaiError('cancelled', 'Stopped.')));
    };
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
    const over = () => {
      cancelTimer();
      signal.removeEventListener('abort', aborted);
    };
    work.finally(over).then(resolve, reject);
  });
}

/** Waits for the work, but no longer than `ms`. False when it was not over then; what it threw is not told. */
export function overWithin(work: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancelTimer = clock.after(ms, () => resolve(false));
    const over = () => {
      cancelTimer();
      resolve(true);
    };
    work.then(over, over);
  });
}
