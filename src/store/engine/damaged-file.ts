import fs from 'node:fs';
import nodePath from 'node:path';
import { companionsOf, copyPlain, makePlain } from './closed-file.ts';
import { applyDamagedLog } from './damaged-log.ts';

/** Files that belong to a database and move with it. */
const companions = ['-wal', '-journal'];

/**
 * Renames a file that is no sound database, with its log, to `<name>.damaged-<time>` or as `why` says. An earlier one is never
 * overwritten. It becomes an ordinary database, so that other programs can look into it. Returns the new path.
 */
export function setAside(path: string, now: Date, why: 'damaged' | 'before-new' = 'damaged'): string {
  const stamp = stampOf(now);
  for (let attempt = 1; ; attempt++) {
    const keptAt = `${path}.${why}-${stamp}${attempt === 1 ? '' : `-${attempt}`}`;
    if ([keptAt, ...companions.map((suffix) => keptAt + suffix)].some((file) => fs.existsSync(file)))
      continue;
    try {
      makePlain(path);
    } catch {
      // What cannot be read is kept as it is.
    }
    if (fs.lstatSync(path, { throwIfNoEntry: false })) fs.renameSync(path, keptAt);
    for (const suffix of companions) {
      if (fs.existsSync(path + suffix)) fs.renameSync(path + suffix, keptAt + suffix);
    }
    return keptAt;
  }
}

/** Gives a database that was set aside its name again; what has begun in its place since goes. Nobody has either open. */
export function putBack(keptAt: string, path: string): void {
  for (const suffix of ['', ...companions]) {
    fs.rmSync(path + suffix, { recursive: true, force: true });
    if (fs.existsSync(keptAt + suffix)) fs.renameSync(keptAt + suffix, path + suffix);
  }
}

/** A time as it may stand in the name of a file. */
export function stampOf(now: Date): string {
  return now
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(':', '-');
}

/** True for a file of no bytes whose log holds none either. */
export function isEmpty(path: string): boolean {
  const size = (file: string) => fs.statSync(file, { throwIfNoEntry: false })?.size;
  return size(path) === 0 && !companionsOf(path).some(({ file }) => size(file));
}

const suspicionOf = (path: string) => `${path}.suspect`;

/** Remembers beside the database that damage was met, so that the next start looks closely. Best effort. */
export function markSuspect(path: string): void {
  try {
    fs.writeFileSync(suspicionOf(path), '', { mode: 0o600 });
  } catch {
    // The disk may be the very thing that is broken.
  }
}

export function isSuspect(path: string): boolean {
  return fs.existsSync(suspicionOf(path));
}

export function clearSuspicion(path: string): void {
  fs.rmSync(suspicionOf(path), { recursive: true, force: true });
}

/**
 * Copies a database with its log to a folder of its own, where opening it may change it. A cut file is filled up with
 * zeros, since SQLite reads nothing of one that is shorter than its header says. Returns the copy's path.
 */
export function copyForReading(path: string): string {
  const folder = fs.mkdtempSync(`${path}.reading-`);
  const copy = nodePath.join(folder, nodePath.basename(path));
  copyPlain(path, copy);
  applyDamagedLog(copy);
  fillUp(copy);
  return copy;
}

function fillUp(copy: string): void {
  const file = fs.openSync(copy, 'r+');
  try {
    const header = Buffer.alloc(100);
    if (fs.readSync(file, header, 0, 100, 0) < 100) return;
    const pageSize = header.readUInt16BE(16);
    const length = header.readUInt32BE(28) * (pageSize === 1 ? 65_536 : pageSize);
    // A header that is garbage itself can say anything: then there is nothing to fill up for.
    const isDatabase = header.toString('latin1', 0, 16) === 'SQLite format 3\0';
    if (isDatabase && fs.fstatSync(file).size < length) fs.ftruncateSync(file, length);
  } catch {
    // The length that a damaged header names may be more than any file can have.
  } finally {
    fs.closeSync(file);
  }
}

export function removeCopy(copy: string): void {
  fs.rmSync(nodePath.dirname(copy), { recursive: true, force: true });
}
