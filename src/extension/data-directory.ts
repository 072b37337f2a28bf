import { homedir } from 'node:os';
import path from 'node:path';
import { AbaiError } from '../protocol/errors.ts';

/**
 * The folder of the database: the setting `abai.dataDirectory` if there is one, else VS Code's own storage.
 *
 * @throws AbaiError `invalid` with `refusal`'s sentence for a relative path: relative to what would depend on how VS
 * Code was started.
 */
export function dataDirectory(
  setting: unknown,
  globalStorage: string,
  refusal: (wanted: string) => string,
): string {
  const wanted = typeof setting === 'string' ? setting.trim() : '';
  if (wanted === '') return globalStorage;
  if (wanted === '~' || wanted.startsWith('~/')) return path.join(homedir(), wanted.slice(1));
  if (path.isAbsolute(wanted)) return path.normalize(wanted);
  throw new AbaiError('invalid', refusal(wanted));
}
