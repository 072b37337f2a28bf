import fs from 'node:fs/promises';
import path from 'node:path';
import type { BackupFile } from '../core/ports/store.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Engine } from './engine/engine.ts';

/** So many of the last days with changes are kept, and so many from before a change of the schema. */
const keptDaily = 3;
const keptBeforeMigrations = 1;
/** Bytes of all of them together, beside the newest, which is always kept. */
const roomForAll = 2 * 2 ** 30;
/** A disk keeps so much room beside a backup: what a person does goes first. */
const roomLeft = 512 * 2 ** 20;
/** Bytes of a database beyond which none is made before a migration: the window would wait for minutes. */
const longestMigrationBackup = 4 * 2 ** 30;

const dailyName = /^ab-ai-\d{4}-\d\d-\d\d\.db$/u;
const migrationName = /^ab-ai-schema-\d+-\d{4}-\d\d-\d\d\.db$/u;

export const backupsFolder = (databasePath: string) => path.join(path.dirname(databasePath), 'backups');

/** Newest first. */
export async function automaticBackups(databasePath: string): Promise<BackupFile[]> {
  const folder = backupsFolder(databasePath);
  const names = await fs.readdir(folder).catch(() => []);
  const found: BackupFile[] = [];
  for (const name of names) {
    if (!dailyName.test(name) && !migrationName.test(name)) continue;
    const file = path.join(folder, name);
    const stat = await fs.stat(file).catch(() => undefined);
    if (stat?.isFile()) found.push({ path: file, at: Math.round(stat.mtimeMs), bytes: stat.size });
  }
  return found.sort((a, b) => b.at - a.at);
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10);

/**
 * Makes the backup of this day, unless there is one or nothing has changed since the last, and removes those that are
 * too many or too large. Work goes on meanwhile. Throws AbaiError `store` when the disk refuses.
 */
export async function backUpDaily(engine: Engine, databasePath: string, now: number): Promise<void> {
  const there = await automaticBackups(databasePath);
  const name = `ab-ai-${day(now)}.db`;
  if (there.some((backup) => path.basename(backup.path) === name)) return;
  if (!(await changedSince(engine, there[0]?.at ?? 0))) return;
  await make(engine, databasePath, name);
  await sweepBackups(databasePath);
}

/**
 * Before the schema changes, so that an earlier version can go on from it, and so can whoever the change does not suit.
 * Throws AbaiError `store` when there is no room for it or the data is too large.
 */
export async function backUpBeforeMigration(
  engine: Engine,
  databasePath: string,
  schemaVersion: number,
  now: number,
): Promise<void> {
  if ((await bytesOf(databasePath)) > longestMigrationBackup) {
    throw new AbaiError('store', `The database ${databasePath} is too large for an automatic backup.`);
  }
  await make(engine, databasePath, `ab-ai-schema-${schemaVersion}-${day(now)}.db`);
  await sweepBackups(databasePath);
}

async function make(engine: Engine, databasePath: string, name: string): Promise<void> {
  const folder = backupsFolder(databasePath);
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await fs.statfs(folder);
  const needed = await bytesOf(databasePath);
  if (bavail * bsize < needed + roomLeft) {
    throw new AbaiError(
      'store',
      `There is too little room on the disk for the automatic backup of ${databasePath}.`,
    );
  }
  const unfinished = path.join(folder, `${name}.unfinished`);
  await fs.rm(unfinished, { recursive: true, force: true });
  try {
    await engine.snapshotTo(unfinished);
    await fs.rename(unfinished, path.join(folder, name));
  } catch (error) {
    await fs.rm(unfinished, { force: true });
    throw error;
  }
}

/** Whether an action was saved since. */
async function changedSince(engine: Engine, at: number): Promise<boolean> {
  const [row] = await engine.read(
    `select max((select coalesce(max(at), 0) from events), (select coalesce(max(at), 0) from requests),
      (select coalesce(max(updated_at), 0) from runs)) as at`,
  );
  return Number(row?.at ?? 0) > at;
}

async function bytesOf(file: string): Promise<number> {
  return (await fs.stat(file).catch(() => undefined))?.size ?? 0;
}

/** Removes what is too much: the oldest beyond the number of each kind, then until all fit into the room for them. */
export async function sweepBackups(databasePath: string): Promise<void> {
  const folder = backupsFolder(databasePath);
  const all = await automaticBackups(databasePath);
  const isDaily = (backup: BackupFile) => dailyName.test(path.basename(backup.path));
  const kept = [
    ...all.filter(isDaily).slice(0, keptDaily),
    ...all.filter((backup) => !isDaily(backup)).slice(0, keptBeforeMigrations),
  ].sort((a, b) => b.at - a.at);
  let bytes = 0;
  const room = new Set(
    kept.filter((backup, i) => {
      bytes += backup.bytes;
      return i === 0 || bytes <= roomForAll;
    }),
  );
  for (const backup of all) if (!room.has(backup)) await fs.rm(backup.path, { force: true });
  for (const name of await fs.readdir(folder).catch(() => [])) {
    if (name.endsWith('.db.unfinished'))
      await fs.rm(path.join(folder, name), { recursive: true, force: true });
  }
}
