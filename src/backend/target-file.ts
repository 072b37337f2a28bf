import fs from 'node:fs/promises';
import path from 'node:path';
import { AbaiError } from '../protocol/errors.ts';

/** A path that means the same wherever it is read. */
export function absolutePath(file: string): string {
  if (path.isAbsolute(file)) return path.normalize(file);
  throw new AbaiError('invalid', `"${file}" is a relative path. Give an absolute one.`);
}

/** Whether a path is the database in use or something of the same name beside it, under whatever other path. */
export async function isOwnFile(file: string, databasePath: string): Promise<boolean> {
  const folder = async (of: string) => fs.realpath(path.dirname(of)).catch(() => path.dirname(of));
  if ((await folder(file)) !== (await folder(databasePath))) return false;
  // Not every file system tells capital letters apart.
  return path.basename(file).toLowerCase().startsWith(path.basename(databasePath).toLowerCase());
}

/** Refuses what SQLite has open: copied or replaced under its hands it would be torn. */
export async function refuseLiveDatabase(file: string, databasePath: string): Promise<void> {
  const name = path.basename(databasePath);
  const rest = path.basename(file).startsWith(name) ? path.basename(file).slice(name.length) : undefined;
  // In use, its log and journal have names with an id in them.
  const isLive = rest !== undefined && /^(-wal|-journal|\.(log|journal)-.*)?$/u.test(rest);
  if (isLive && (await isOwnFile(file, databasePath))) {
    throw new AbaiError('invalid', `${file} is the database in use. Choose a backup.`);
  }
}

/** The error of a file system call as a sentence; anything else as it is. */
export function fileFailure(thrown: unknown, file: string): unknown {
  if (thrown instanceof AbaiError) return thrown;
  const store = (sentence: string) => new AbaiError('store', sentence, { cause: thrown });
  switch ((thrown as { code?: unknown } | null)?.code) {
    case 'ENOENT':
      return new AbaiError('invalid', `${file} is not there, or its folder is not. Choose another file.`, {
        cause: thrown,
      });
    case 'EISDIR':
      return new AbaiError('invalid', `${file} is a folder. Choose a file.`, { cause: thrown });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return store(`${file} cannot be opened: it is not allowed there. Choose another place.`);
    case 'ENOSPC':
    case 'EDQUOT':
      return store(`The disk with ${file} is full. Free some space, or choose another disk.`);
    default:
      return thrown;
  }
}
