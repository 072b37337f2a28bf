import fs from 'node:fs';
import nodePath from 'node:path';
import { companionsOf } from './closed-file.ts';
import { setAside, stampOf } from './damaged-file.ts';
import type { Damage } from './engine.ts';

/**
 * Moves away what stands where a database and its companions belong and can be none: a folder, a pipe, a file of somebody
 * else that may not be changed. A file of one's own gets back the permissions that it needs. Tells what became of the
 * database itself; undefined when nothing stood in its place.
 */
export function clearTheWay(path: string, now: Date): Damage | undefined {
  for (const draft of [`${path}.new`, `${path}.separate`]) fs.rmSync(draft, { recursive: true, force: true });
  if (!isUsable(path)) {
    const kind = isFile(path) ? 'unusable' : 'not-a-database';
    return { kind, keptAt: setAside(path, now) };
  }
  for (const { file } of companionsOf(path)) {
    if (!isUsable(file)) fs.renameSync(file, `${file}.damaged-${stampOf(now)}`);
  }
  return undefined;
}

const isFile = (path: string) => fs.statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** Also when nothing is there. Where the folder may not be written either, opening the file says what is wrong. */
function isUsable(path: string): boolean {
  if (!fs.lstatSync(path, { throwIfNoEntry: false })) return true;
  // A link that leads nowhere is none of ours.
  if (!isFile(path)) return !mayWrite(nodePath.dirname(path));
  if (mayWrite(path) || !mayWrite(nodePath.dirname(path))) return true;
  try {
    fs.chmodSync(path, 0o600);
  } catch {
    return false;
  }
  return mayWrite(path);
}

function mayWrite(path: string): boolean {
  try {
    fs.accessSync(path, fs.constants.R_OK | fs.constants.W_OK);
    return true;
  } catch (error) {
    // Of a disk that cannot be written at all, moving a file is no way out.
    return (error as NodeJS.ErrnoException).code === 'EROFS';
  }
}
