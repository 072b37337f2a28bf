import type { Client } from '../protocol/client.ts';
import type { Pull } from '../protocol/local-models.ts';
import { byteSize } from './figures.ts';
import { withProgressLine } from './progress-line.ts';
import { safeLine } from './safe-text.ts';
import type { Terminal } from './terminal.ts';

/** What a line says of a pull, for example "pulling 8eeb52dfb3bb  41 %  1.2 GB of 2.9 GB". */
function progressText({ status, completedBytes, totalBytes }: Pull): string {
  const words = safeLine(status);
  if (!totalBytes) return words;
  const done = completedBytes ?? 0;
  return `${words}  ${Math.floor((100 * done) / totalBytes)} %  ${byteSize(done)} of ${byteSize(totalBytes)}`;
}

/** Shows how far the pull is while the work runs. */
export function withPullProgress<T>(
  work: Promise<T>,
  client: Client,
  isOurs: (pull: Pull) => boolean,
  terminal: Terminal,
): Promise<T> {
  const look = async () => {
    const pull = (await client.request('local-models:pulls', {})).find(isOurs);
    return pull && progressText(pull);
  };
  return withProgressLine(work, look, terminal);
}
