import fs from 'node:fs/promises';
import path from 'node:path';
import type { Write } from '../core/ports/store.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { BackendPorts } from './ports.ts';
import { fileFailure, isOwnFile } from './target-file.ts';

/** What an unfinished file is called after its target: with an id of ours, so that nothing of others looks like it. */
const unfinishedEnd = /\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.unfinished$/u;
/** Under this key an owner keeps which file it is writing, for the one after it. */
const unfinishedKey = 'unfinishedFile:';
/** Milliseconds without a change after which nobody writes a file any more. */
const abandonedMs = 60 * 60 * 1000;

/**
 * Has `write` make a file under another name beside the target, and gives it its name when it is whole and on disk. The
 * target is there in full or as it was before. Throws AbaiError `invalid` for a target that must not be written.
 */
export async function writeTarget<T>(
  { store, ids, clock }: BackendPorts,
  target: string,
  { overwrite }: { overwrite: boolean },
  write: (unfinished: string) => Promise<T>,
): Promise<{ value: T; bytes: number }> {
  if (await isOwnFile(target, store.path)) {
    throw new AbaiError('invalid', `${target} belongs to the database in use. Choose another file name.`);
  }
  const there = await fs.stat(target).catch(() => undefined);
  if (there && !there.isFile())
    throw new AbaiError('invalid', `${target} is not a file. Choose a file name.`);
  if (there && !overwrite) {
    throw new AbaiError(
      'invalid',
      `${target} exists already. Choose another file name, or allow replacing it.`,
    );
  }
  await sweepFolder(path.dirname(target));
  const unfinished = `${target}.${ids.next()}.unfinished`;
  const mark = unfinishedKey + unfinished;
  const noted = (write: Write) => store.commit({ writes: [write], at: clock.now() }).catch(() => {});
  // Whoever saves to another disk because this one is full need not be able to write here.
  await noted(store.settings.set(mark, clock.now()));
  try {
    const value = await write(unfinished);
    const { size } = await fs.stat(unfinished);
    await fs.rename(unfinished, target);
    return { value, bytes: size };
  } catch (thrown) {
    await remove(unfinished);
    throw fileFailure(thrown, target);
  } finally {
    await noted(store.settings.delete(mark));
  }
}

/** Removes what the owner before was writing when it died. */
export async function sweepUnfinished({ store, clock, log }: BackendPorts): Promise<void> {
  for (const key of Object.keys(await store.settings.all())) {
    if (!key.startsWith(unfinishedKey)) continue;
    const file = key.slice(unfinishedKey.length);
    // A restored backup may name whatever it likes.
    if (unfinishedEnd.test(file)) {
      log.warn('A file that was not written to its end is removed.', { file });
      await remove(file);
    }
    await store.commit({ writes: [store.settings.delete(key)], at: clock.now() });
  }
}

/** What owners of other data folders left in a folder, or an earlier version. What somebody may still write stays. */
async function sweepFolder(folder: string): Promise<void> {
  const names = await fs.readdir(folder).catch(() => []);
  for (const name of names.filter((each) => unfinishedEnd.test(each))) {
    const file = path.join(folder, name);
    const there = await fs.lstat(file).catch(() => undefined);
    if (there?.isFile() && Date.now() - there.mtimeMs > abandonedMs) await remove(file);
  }
}

/** A database has companions. */
async function remove(unfinished: string): Promise<void> {
  for (const suffix of ['', '-wal', '-journal'])
    await fs.rm(unfinished + suffix, { force: true }).catch(() => {});
}
