import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ThisWindow } from './this-window.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Milliseconds after which a mark is of no use: a budget is that of a month. */
function markLifeMs(name: string): number {
  return name.startsWith(budgetMark) ? 40 * dayMs : dayMs;
}

/** With which the names of marks about budgets begin. */
export const budgetMark = 'budget-';

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
  for (const other of await readdir(folder)) {
    const file = path.join(folder, other);
    const mark = await stat(file).catch(() => undefined);
    if (mark && mark.mtimeMs < Date.now() - markLifeMs(other)) await rm(file, { force: true });
  }
  return true;
}
