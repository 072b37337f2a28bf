import { type FileHandle, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AbaiError } from '../protocol/errors.ts';
import { openRegular } from './files/regular-file.ts';

/** Which images the rows of a table may name. */
export interface ImageRealm {
  /** What relative paths are relative to. */
  tableFile: string | undefined;
  /** Also files outside the table's folder, and addresses of this machine and its networks. */
  anywhere: boolean;
}

export const isWebAddress = (source: string) => /^https?:\/\//iu.test(source);

export const shownSource = (source: string) =>
  JSON.stringify(source.length > 200 ? `${source.slice(0, 199)}…` : source);

/**
 * Opens an image on this machine: a regular file in the table's folder, whatever links lead to it. A table comes from
 * anybody, and what its cells name is sent to a vendor. Throws AbaiError `invalid` or `not-found`.
 */
export async function openImage(source: string, { tableFile, anywhere }: ImageRealm): Promise<FileHandle> {
  const path = imagePath(source, tableFile);
  const missing = () => new AbaiError('not-found', `There is no image at ${shownSource(path)}.`);
  const real = await realpath(path).catch(() => {
    throw missing();
  });
  if (!anywhere && !(await isInFolder(real, tableFile))) {
    throw new AbaiError(
      'invalid',
      `The image ${shownSource(source)} lies outside the table's folder and is not read. Move it there, or allow images from anywhere (--any-images).`,
    );
  }
  return openRegular(real).catch((error: AbaiError) => {
    throw error.code === 'not-found' ? missing() : error;
  });
}

async function isInFolder(real: string, tableFile: string | undefined): Promise<boolean> {
  if (tableFile === undefined) return false;
  const folder = await realpath(dirname(tableFile)).catch(() => undefined);
  if (folder === undefined) return false;
  const way = relative(folder, real);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Where an image lies: relative paths begin at the table's folder. Throws AbaiError `invalid`. */
function imagePath(source: string, tableFile: string | undefined): string {
  if (/^file:\/\//iu.test(source)) {
    try {
      return fileURLToPath(source);
    } catch {
      throw new AbaiError('invalid', `${shownSource(source)} is not the address of a file on this machine.`);
    }
  }
  if (isAbsolute(source)) return source;
  if (tableFile !== undefined) return join(dirname(tableFile), source);
  throw new AbaiError(
    'invalid',
    `The image ${shownSource(source)} has a relative path, and the table is not from a file: give the whole path.`,
  );
}
