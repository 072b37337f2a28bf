import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { AbaiError } from '../../protocol/errors.ts';

/**
 * Opens a file for reading, and nothing else that has a path: a pipe waits for its writer for ever, and a device may
 * never end. Throws AbaiError `not-found` or `invalid` with a sentence.
 */
export async function openRegular(path: string): Promise<FileHandle> {
  let file: FileHandle | undefined;
  try {
    // Looked at first, because opening alone moves some devices.
    requireRegular(await stat(path));
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    requireRegular(await file.stat());
    return file;
  } catch (cause) {
    await file?.close();
    throw unreadable(path, cause);
  }
}

/** What is in the file, and undefined when that is more than `most` bytes, of which no more are read, whatever its size says. */
export async function readWithin(file: FileHandle, most: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for (;;) {
    const wanted = Math.min(1 << 20, most + 1 - size);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, null);
    if (bytesRead === 0) return Buffer.concat(pieces);
    pieces.push(buffer.subarray(0, bytesRead));
    size += bytesRead;
    if (size > most) return undefined;
  }
}

/** The sentence for what went wrong with a file; what is a sentence already stays as it is. */
export function unreadable(path: string, cause: unknown): AbaiError {
  if (cause instanceof AbaiError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  const reason = missing
    ? 'there is no such file'
    : code === 'EACCES' || code === 'EPERM'
      ? 'it may not be read'
      : message;
  return new AbaiError(missing ? 'not-found' : 'invalid', `${path} cannot be read: ${reason}.`, { cause });
}

function requireRegular(stats: Stats): void {
  if (stats.isFile()) return;
  if (stats.isDirectory()) throw new Error('it is a folder');
  if (stats.isFIFO()) throw new Error('it is a pipe and no file: save what comes out of it first');
  throw new Error('it is a device or a socket and no file');
}
