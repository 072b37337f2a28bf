import fs from 'node:fs';
import { chmod, copyFile, open } from 'node:fs/promises';
import nodePath from 'node:path';
import { guardedName } from './guarded-disk.ts';
import { headerBytes, isPlain, markOf, unmark } from './header-mark.ts';

const suffixes = ['-wal', '-journal'] as const;

/** A file that belongs to a database: where it lies, and how SQLite calls it after the database's name. */
export interface Companion {
  file: string;
  suffix: (typeof suffixes)[number];
}

function headerOf(path: string): Buffer {
  // Opening a pipe would wait for whoever writes into it.
  if (!fs.statSync(path).isFile()) return Buffer.alloc(0);
  const file = fs.openSync(path, 'r');
  try {
    const header = Buffer.alloc(headerBytes);
    return header.subarray(0, fs.readSync(file, header, 0, headerBytes, 0));
  } finally {
    fs.closeSync(file);
  }
}

/** The log and the journal of a database, under the names of one in use or those of SQLite. */
export function companionsOf(path: string): Companion[] {
  let id: string | undefined;
  try {
    const header = headerOf(path);
    id = markOf(header) ?? (isPlain(header) ? undefined : onlyLogOf(path));
  } catch {
    // Not there, a folder, or somebody else's: what lies beside it under SQLite's names is its own all the same.
  }
  return suffixes.flatMap((suffix) => {
    const names = [...(id ? [guardedName(path, suffix, id)] : []), path + suffix];
    const file = names.find((name) => fs.existsSync(name));
    return file ? [{ file, suffix }] : [];
  });
}

/** Of a database and what belongs to it. */
export function bytesOf(path: string): number {
  return [path, ...companionsOf(path).map(({ file }) => file)]
    .map((file) => fs.statSync(file).size)
    .reduce((sum, size) => sum + size);
}

/** The id of the one log that lies beside a file whose own header cannot be read: that there are two is no rule at all. */
function onlyLogOf(path: string): string | undefined {
  const prefix = nodePath.basename(guardedName(path, '-wal', ''));
  const [log, ...more] = fs.readdirSync(nodePath.dirname(path)).filter((name) => name.startsWith(prefix));
  return log === undefined || more.length > 0 ? undefined : log.slice(prefix.length);
}

/**
 * Makes a database that nobody has open an ordinary one, which any SQLite can read: its log gets the usual name, its
 * header is SQLite's. Broken off in between, the next opening takes the log over. What is no file is let alone.
 */
export function makePlain(path: string): void {
  for (const { file, suffix } of companionsOf(path)) {
    if (file !== path + suffix) fs.renameSync(file, path + suffix);
  }
  unmarkFile(path);
}

/** Copies a database with its log to where no file is; the copy is an ordinary one. */
export function copyPlain(from: string, to: string): void {
  if (!fs.statSync(from).isFile()) throw new Error(`${from} is no file.`);
  fs.copyFileSync(from, to, fs.constants.COPYFILE_FICLONE);
  for (const { file, suffix } of companionsOf(from)) {
    fs.copyFileSync(file, to + suffix, fs.constants.COPYFILE_FICLONE);
  }
  fs.chmodSync(to, 0o600);
  unmarkFile(to);
}

/** Copies a database that stands still without its log; the copy is an ordinary one and on the disk when it resolves. */
export async function copyAside(from: string, to: string): Promise<void> {
  await copyFile(from, to, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE);
  await chmod(to, 0o600);
  unmarkFile(to);
  const file = await open(to, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function unmarkFile(path: string): void {
  if (!fs.statSync(path, { throwIfNoEntry: false })?.isFile()) return;
  const header = headerOf(path);
  if (!markOf(header)) return;
  unmark(header);
  const file = fs.openSync(path, 'r+');
  try {
    fs.writeSync(file, header, 0, headerBytes, 0);
  } finally {
    fs.closeSync(file);
  }
}
