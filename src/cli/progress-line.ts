import { cut } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Milliseconds between two looks. */
const pauseMs = 250;
const barWidth = 24;
/** Back to the first column, and what stood there is gone. */
const overwrite = '\r\u001b[K';

/** @param share from 0 to 1 */
export function bar(share: number): string {
  const filled = Math.floor(share * barWidth);
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
}

/**
 * Keeps one line of standard error up to date while the work runs, if somebody can see it; then takes it away. `look`
 * says how far the work is, undefined when that is not known.
 */
export async function withProgressLine<T>(
  work: Promise<T>,
  look: () => Promise<string | undefined>,
  terminal: Terminal,
): Promise<T> {
  if (!terminal.live) return work;
  let over = false;
  let wake = () => {};
  const ended = () => {
    over = true;
    wake();
  };
  work.then(ended, ended);
  let shown = false;
  while (!over) {
    // Progress that cannot be had is no failure of the work.
    const line = await look().catch(() => undefined);
    if (line !== undefined && !over) {
      terminal.note(overwrite + cut(line, (terminal.columns ?? 80) - 1));
      shown = true;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, over ? 0 : pauseMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
  if (shown) terminal.note(overwrite);
  return work;
}
