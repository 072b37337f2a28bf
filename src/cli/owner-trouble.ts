import type { Link, OwnerTrouble } from '../gateway/link.ts';
import { safeLine } from './safe-text.ts';

/** Milliseconds for which an owner that does not answer is waited for, once a command has begun. */
const patienceMs = 60_000;

/**
 * Says on standard error when the owner cannot be asked any more, and when it can again. After a minute of that nothing
 * is waited for: `giveUp` ends the process. The returned function ends the watch.
 */
export function tellOwnerTrouble(
  link: Pick<Link, 'onOwnerSilent'>,
  note: (text: string) => void,
  giveUp: () => void,
  waitMs = patienceMs,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const over = (sentence: string): void => {
    note(`abai: ${sentence}\n`);
    giveUp();
  };
  const stop = link.onOwnerSilent((trouble: OwnerTrouble | undefined) => {
    const before = timer;
    clearTimeout(timer);
    timer = undefined;
    if (!trouble) {
      if (before) note('abai: The owner of the data folder answers again.\n');
      return;
    }
    note(`abai: ${safeLine(trouble.message)}\n`);
    // No waiting helps against a newer version.
    if (trouble.reason === 'newer-version') return over('This command cannot go on.');
    timer = setTimeout(
      () =>
        over('It has not answered for a minute, so this command ends. What it asked for may go on there.'),
      waitMs,
    );
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
