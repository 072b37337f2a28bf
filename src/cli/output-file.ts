import { randomUUID } from 'node:crypto';
import { access, constants, open, rm, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { UsageError } from './usage-error.ts';

/**
 * Makes sure of a file that results are to be saved in before anything is asked for them: its folder is there, somebody
 * may write there, and it is none of the files that are read, by whatever name. Throws UsageError.
 */
export async function requireOutputFile(file: string, inputs: readonly string[] = []): Promise<void> {
  const target = resolve(file);
  const refuse = (why: string) => new UsageError(`${JSON.stringify(file)} cannot be written: ${why}`);
  const folder = await stat(dirname(target)).catch((error: NodeJS.ErrnoException) => {
    throw refuse(`its folder ${reasonOf(error)}. Make the folder, or choose another place.`);
  });
  if (!folder.isDirectory()) throw refuse('what should be its folder is a file. Choose another place.');
  // The back end refuses these, because SQLite would take one of them for its own.
  if (basename(target).toLowerCase().startsWith('ab-ai.db'))
    throw refuse('the name is one of the database. Choose another name.');
  const there = await stat(target, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw refuse(`it ${reasonOf(error)}. Choose another name.`);
  });
  if (there) {
    if (there.isDirectory()) throw refuse('it is a folder. Choose a file name.');
    if (!there.isFile()) throw refuse('it is not a file. Choose a file name.');
    for (const input of inputs) {
      const read = await stat(resolve(input), { bigint: true }).catch(() => undefined);
      if (read?.ino === there.ino && read.dev === there.dev)
        throw refuse(`it is ${JSON.stringify(input)}, which is read. Choose another name.`);
    }
    await access(target, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
      throw refuse(`it ${reasonOf(error)}. Choose another name.`);
    });
  }
  // Rights alone do not tell what a disk, a quota or a long name allow: the same kind of file is made later.
  const probe = `${target}.${randomUUID()}.unfinished`;
  try {
    await (await open(probe, 'wx', 0o600)).close();
    await rm(probe);
  } catch (error) {
    throw refuse(`its folder ${reasonOf(error as NodeJS.ErrnoException)}. Choose another place.`);
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'is not there';
    case 'EACCES':
    case 'EPERM':
      return 'may not be written to';
    case 'EROFS':
      return 'is on a disk that is read-only';
    case 'ENOTDIR':
      return 'is within a file';
    case 'ENAMETOOLONG':
      return 'does not take such a long name';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'is on a disk that is full';
    default:
      return `cannot be used (${code ?? message})`;
  }
}
