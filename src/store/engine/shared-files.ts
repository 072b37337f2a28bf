import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { AbaiError } from '../../protocol/errors.ts';
import { companionsOf } from './closed-file.ts';

/** The bytes that every SQLite locks, from its source (os.h): waiting to write, about to write, reading. */
const pendingByte = 0x40000000;
const reservedByte = pendingByte + 1;
const lastSharedByte = pendingByte + 511;
/** Milliseconds for which a foreign program may be in the middle of a write. */
const patienceMs = 5000;
const roundMs = 50;

/**
 * Sees to it that nobody else has hold of the files that a database consists of: they get copies of their own when they
 * are hard links, as in a linked copy of a data folder, or when another program has them open right now, which could
 * write to them later and never see the mark. Whoever had them keeps them under no name or under the other. Throws
 * AbaiError `store` when that program does not end its write.
 */
export async function separateFiles(path: string): Promise<void> {
  if (isShared(path)) await replaceByCopies(path, path);
}

/**
 * Puts a copy of the database in the place of a symbolic link to it: through the link a second data folder would have
 * the same file with another log. Returns where the link led, or undefined when there was none. Throws as separateFiles.
 */
export async function separateLink(path: string): Promise<string | undefined> {
  if (!fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return undefined;
  if (!fs.statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  const target = fs.realpathSync(path);
  await replaceByCopies(target, path);
  return target;
}

/** Copies a database with its companions, and then has the copies take the place of what has the name `to`. */
async function replaceByCopies(from: string, to: string): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  while (hasWriter(from)) {
    if (Date.now() > giveUpAt) throw inUse(from);
    await sleep(roundMs);
  }
  const placeOf = (file: string) => to + file.slice(from.length);
  for (let before = stateOf(from); ; before = stateOf(from)) {
    const files = [...companionsOf(from).map(({ file }) => file), from];
    for (const file of files) fs.copyFileSync(file, draftOf(placeOf(file)), fs.constants.COPYFILE_FICLONE);
    if (stateOf(from) !== before) {
      if (Date.now() > giveUpAt) throw inUse(from);
      await sleep(roundMs);
      continue;
    }
    // The database last: until then its former log is as good as the copy.
    for (const file of files) fs.renameSync(draftOf(placeOf(file)), placeOf(file));
    return;
  }
}

const draftOf = (file: string) => `${file}.separate`;

function stateOf(path: string): string {
  return [path, ...companionsOf(path).map(({ file }) => file)]
    .map((file) => {
      const stat = fs.statSync(file, { throwIfNoEntry: false });
      return `${file} ${stat?.ino} ${stat?.size} ${stat?.mtimeMs}`;
    })
    .join('\n');
}

function isShared(path: string): boolean {
  try {
    if (!fs.statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
    const files = [path, ...companionsOf(path).map(({ file }) => file)];
    return files.some((file) => fs.statSync(file).nlink > 1) || locksOf(path).length > 0;
  } catch {
    // Opening it will say what is wrong.
    return false;
  }
}

function hasWriter(path: string): boolean {
  return locksOf(path).some((first) => first <= reservedByte);
}

/** The first byte of each of the locks that other programs' SQLite has on the file. Only Linux tells. */
function locksOf(path: string): number[] {
  let table: string;
  try {
    table = fs.readFileSync('/proc/locks', 'latin1');
  } catch {
    return [];
  }
  const { ino } = fs.statSync(path);
  return table.split('\n').flatMap((line) => {
    // For example "1: POSIX  ADVISORY  READ 4711 fe:01:123456 1073741826 1073742335".
    const match = /POSIX\s+ADVISORY\s+\w+\s+-?\d+\s+\w+:\w+:(\d+)\s+(\d+)\s/u.exec(line);
    if (!match || Number(match[1]) !== ino) return [];
    const first = Number(match[2]);
    return first >= pendingByte && first <= lastSharedByte ? [first] : [];
  });
}

function inUse(path: string): AbaiError {
  return new AbaiError(
    'store',
    `Another program is writing to ${path}. Close the file there, then try again.`,
    { retryable: true, details: { problem: 'in-use', path } },
  );
}
