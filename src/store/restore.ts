import fs from 'node:fs/promises';
import path from 'node:path';
import { AbaiError } from '../protocol/errors.ts';
import { copyPlain, makePlain } from './engine/closed-file.ts';
import type { Damage, Engine } from './engine/engine.ts';
import { nodeDisk } from './engine/node-disk.ts';
import { storeProblem } from './engine/result-code.ts';
import { takeContents } from './media-backup.ts';
import { mediaFolder } from './media-folder.ts';
import { migrate, schemaVersion } from './migrate.ts';
import { migrations } from './migrations/all.ts';
import { standStill } from './stand-still.ts';

/** Opens a database file beside the one in use, in a thread of its own or not. A file that is none is set aside. */
export type OpenFile = (path: string) => Promise<{ engine: Engine; damage: Damage | undefined }>;

/** Numbers of events that the restored data leaves free, so that no client mistakes old events for missed ones. */
const eventGap = 1_000_000;
const companions = ['-wal', '-journal'];

/** A copy that is ready to become the database. The stamp names what it replaces, so that a retry knows it again. */
const readyPrefix = (databasePath: string) => `${databasePath}.restore-`;
/** Folders in which copies are checked. */
export const draftPrefix = (databasePath: string) => `${databasePath}.checking-`;
const keptPrefix = (databasePath: string) => `${databasePath}.before-restore-`;

/**
 * Checks a backup on a copy of it, brings the copy to the newest schema and lays it ready beside the database. Nothing
 * but the last step, a rename, has a consequence. `present` is the database that is open, if one is. Returns where the present database will be kept. Throws AbaiError
 * `invalid` for a file that cannot be used.
 */
export async function prepareRestore(
  present: Engine | undefined,
  databasePath: string,
  backup: string,
  openFile: OpenFile,
  now: () => number,
): Promise<string> {
  const stamp = new Date(now()).toISOString().replace('Z', '').replaceAll(/[:.]/g, '-');
  const draft = await fs.mkdtemp(draftPrefix(databasePath));
  try {
    const copy = path.join(draft, 'copy.db');
    await copyDatabase(backup, copy);
    await makeReady(present, databasePath, copy, backup, openFile, now);
    await sync(copy);
    const ready = readyPrefix(databasePath) + stamp;
    await fs.rename(copy, ready);
    nodeDisk.syncFolder(path.dirname(databasePath));
    for (const older of await readyCopies(databasePath)) if (older !== ready) await fs.rm(older);
    return keptPrefix(databasePath) + stamp;
  } finally {
    await fs.rm(draft, { recursive: true, force: true });
  }
}

async function copyDatabase(from: string, to: string): Promise<void> {
  try {
    if (!(await fs.stat(from)).isFile()) throw new Error('not a file');
    // Of a database that was not closed, the log belongs to it.
    copyPlain(from, to);
  } catch (cause) {
    const code = (cause as { code?: string }).code;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new AbaiError(
        'store',
        'The disk is too full for a copy of the backup. Free some space, then try again.',
        {
          cause,
        },
      );
    }
    throw new AbaiError('invalid', `${from} cannot be read. Choose a backup file that is there.`, { cause });
  }
}

async function makeReady(
  present: Engine | undefined,
  databasePath: string,
  copy: string,
  backup: string,
  openFile: OpenFile,
  now: () => number,
): Promise<void> {
  const refuse = (what: string) =>
    new AbaiError('invalid', `${backup} ${what} Nothing was changed.`, { details: { path: backup } });
  const { engine, damage } = await openFile(copy);
  try {
    if (damage) throw refuse(damage.kind === 'corrupt' ? 'is damaged.' : 'is not a backup of A-B/AI.');
    const version = await schemaVersion(engine);
    if (version === 0) throw refuse('is not a backup of A-B/AI.');
    if (version > migrations.length) {
      throw refuse(
        `was written by a newer version of A-B/AI (schema ${version}, this version knows ${migrations.length}). Update A-B/AI first.`,
      );
    }
    const [problem] = await engine.integrityCheck();
    if (problem !== undefined) throw refuse(`is damaged (${problem}).`);
    await migrate(engine, migrations, now);
    await standStill(engine, now());
    await takeContents(engine, mediaFolder(path.join(path.dirname(databasePath), 'media'), engine, now));
    // Of data that cannot be opened nobody knows the numbers; the time is beyond all of them.
    const seq = Math.max(present ? await lastEvent(present) : now(), await lastEvent(engine)) + eventGap;
    await engine.commit([
      {
        sql: `insert into events (seq, type, data, at) values (?, 'data:replaced', '{}', ?)`,
        parameters: [seq, now()],
      },
    ]);
    await engine.checkpoint();
  } catch (thrown) {
    // A page that is met while reading, and not in the check's own list.
    throw storeProblem(thrown) === 'corrupt' ? refuse('is damaged.') : thrown;
  } finally {
    await engine.close();
  }
}

async function lastEvent(engine: Engine): Promise<number> {
  const [row] = await engine.read('select max(seq) as seq from events');
  return Number(row?.seq ?? 0);
}

async function sync(file: string): Promise<void> {
  const handle = await fs.open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readyCopies(databasePath: string): Promise<string[]> {
  const found = await beginningWith(readyPrefix(databasePath));
  const isFile = await Promise.all(found.map(async (file) => (await fs.stat(file)).isFile()));
  return found.filter((_, i) => isFile[i]);
}

/** Paths that begin with this one, sorted. */
async function beginningWith(prefix: string): Promise<string[]> {
  const folder = path.dirname(prefix);
  const names = await fs.readdir(folder);
  return names
    .filter((name) => name.startsWith(path.basename(prefix)))
    .sort()
    .map((name) => path.join(folder, name));
}

/** Removes copies over whose check a process died. Nobody else may have the data folder open. */
export async function removeDrafts(databasePath: string): Promise<void> {
  for (const draft of await beginningWith(draftPrefix(databasePath))) {
    await fs.rm(draft, { recursive: true, force: true });
  }
}

/** The calls that change names, apart so that a test can break off between any two. */
export interface Names {
  rename(from: string, to: string): Promise<void>;
  remove(file: string): Promise<void>;
}

/**
 * Puts a copy that lies ready in the place of the database, which nobody has open. Broken off anywhere, the next call
 * goes on: a database moves together with its log, and the copy last. Returns where the former database is kept;
 * undefined when nothing lay ready.
 */
export async function applyRestore(
  databasePath: string,
  names: Names = { rename: fs.rename, remove: fs.rm },
): Promise<{ keptAs: string } | undefined> {
  const copies = await readyCopies(databasePath).catch(() => []);
  const ready = copies.pop();
  if (ready === undefined) return undefined;
  for (const older of copies) await names.remove(older);
  const kept = keptPrefix(databasePath) + ready.slice(readyPrefix(databasePath).length);
  // Both there: something began a database in between, which is kept as well.
  const keptAs = (await exists(kept)) && (await exists(databasePath)) ? `${kept}-2` : kept;
  try {
    makePlain(databasePath);
  } catch {
    // Not there, or nothing that can be read: it is kept as it is.
  }
  for (const suffix of [...companions, '']) {
    const here = databasePath + suffix;
    if ((await exists(here)) && !(await exists(keptAs + suffix))) await names.rename(here, keptAs + suffix);
  }
  if (await exists(`${databasePath}.suspect`)) await names.remove(`${databasePath}.suspect`);
  nodeDisk.syncFolder(path.dirname(databasePath));
  await names.rename(ready, databasePath);
  nodeDisk.syncFolder(path.dirname(databasePath));
  return { keptAs };
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
