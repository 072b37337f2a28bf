import type { Client } from '../protocol/client.ts';
import type { Pull } from '../protocol/local-models.ts';
import { byteSize } from './figures.ts';
import { safeLine } from './safe-text.ts';
import { cut } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Milliseconds between two looks at a pull. */
const pauseMs = 250;
/** Back to the first column, and what stood there is gone. */
const overwrite = '\r\u001b[K';

/** What a line says of a pull, for example "pulling 8eeb52dfb3bb  41 %  1.2 GB of 2.9 GB". */
export function progressText({ status, completedBytes, totalBytes }: Pull): string {
  const words = safeLine(status);
  if (!totalBytes) return words;
  const done = completedBytes ?? 0;
  return `${words}  ${Math.floor((100 * done) / totalBytes)} %  ${byteSize(done)} of ${byteSize(totalBytes)}`;
}

/** Keeps one line of standard error up to date while the work runs, if somebody can see it; then takes it away. */
export async function withProgress<T>(
  work: Promise<T>,
  client: Client,
  isOurs: (pull: Pull) => boolean,
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
    const pulls = await client.request('local-models:pulls', {}).catch(() => []);
    const pull = pulls.find(isOurs);
    if (pull && !over) {
      terminal.note(overwrite + cut(progressText(pull), (terminal.columns ?? 80) - 1));
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
