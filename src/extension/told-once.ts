import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ThisWindow } from './this-window.ts';

/** Milliseconds after which a mark is of no use. */
const markLifeMs = 24 * 60 * 60 * 1000;

/**
 * Whether this window is the first of all to tell something: it leaves a mark, a file, which only one can make. `name`
 * is a file name.
 */
export async function firstToTell({ context }: ThisWindow, name: string): Promise<boolean> {
  const folder = path.join(context.globalStorageUri.fsPath, 'told');
  await mkdir(folder, { recursive: true });
  try {
    const mark = await open(path.join(folder, name), 'wx');
    await mark.close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  const old = Date.now() - markLifeMs;
  for (const other of await readdir(folder)) {
    const file = path.join(folder, other);
    const mark = await stat(file).catch(() => undefined);
    if (mark && mark.mtimeMs < old) await rm(file, { force: true });
  }
  return true;
}
