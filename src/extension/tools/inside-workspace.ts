import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { AbaiError } from '../../protocol/errors.ts';

export interface Folder {
  name: string;
  /** Absolute. */
  path: string;
}

/** A place in the workspace: its real path, and how it is called there. */
export interface Place {
  path: string;
  name: string;
}

/**
 * Where a path that a model wrote leads: relative to a folder of the workspace, or absolute within one. Neither `..` nor
 * a link leads out. Throws AbaiError `invalid` for a path outside and `not-found` for what is not there.
 */
export async function insideWorkspace(folders: readonly Folder[], written: string): Promise<Place> {
  if (folders.length === 0) throw new AbaiError('not-found', 'No folder is open in this window.');
  if (written.includes('\0')) throw outside(written);
  let found = false;
  for (const { folder, target } of candidates(folders, written.trim())) {
    if (!isWithin(folder.path, target)) continue;
    found = true;
    const real = await realPath(target);
    if (real === undefined) continue;
    if (!isWithin((await realPath(folder.path)) ?? folder.path, real)) throw outside(written);
    return { path: real, name: nameIn(folders, folder, target) };
  }
  if (!found) throw outside(written);
  throw new AbaiError('not-found', `There is no “${written}” in the workspace.`);
}

/** How a file is called, for people and models: with its folder's name where there are several. */
export function nameIn(folders: readonly Folder[], folder: Folder, target: string): string {
  const relative = path.relative(folder.path, target).split(path.sep).join('/') || '.';
  return folders.length > 1 ? `${folder.name}/${relative}` : relative;
}

/** True for a link that leads out of all folders, and for what is gone. */
export async function leadsOutside(folders: readonly Folder[], target: string): Promise<boolean> {
  const real = await realPath(target);
  if (real === undefined) return true;
  for (const folder of folders) {
    if (isWithin((await realPath(folder.path)) ?? folder.path, real)) return false;
  }
  return true;
}

function* candidates(folders: readonly Folder[], written: string) {
  for (const folder of folders) {
    if (path.isAbsolute(written)) {
      yield { folder, target: path.normalize(written) };
      continue;
    }
    const [first, ...rest] = written.split(/[\\/]/);
    if (folders.length > 1 && first === folder.name)
      yield { folder, target: path.join(folder.path, ...rest) };
    yield { folder, target: path.join(folder.path, written) };
  }
}

function isWithin(folder: string, target: string): boolean {
  const relative = path.relative(folder, target);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

async function realPath(target: string): Promise<string | undefined> {
  try {
    return await realpath(target);
  } catch {
    return undefined;
  }
}

function outside(written: string): AbaiError {
  return new AbaiError(
    'invalid',
    `“${written}” is outside of the workspace: tools read what is inside of it only.`,
  );
}
