import fs from 'node:fs/promises';
import type { BackupFile } from '../core/ports/store.ts';
import { automaticBackups } from './automatic-backups.ts';

/** The path of the newest backup stands in a file of its own: it has to be readable when the database is not. */
const noteOf = (databasePath: string) => `${databasePath}.newest-backup`;

export async function rememberBackup(databasePath: string, backup: string): Promise<void> {
  await fs.writeFile(noteOf(databasePath), `${backup}\n`, { mode: 0o600 });
}

/** Of those that a person made, as long as they are where they were written, and those that were made by themselves. */
export async function newestBackup(databasePath: string): Promise<BackupFile | undefined> {
  const [automatic] = await automaticBackups(databasePath);
  const named = await namedBackup(databasePath);
  return automatic && automatic.at > (named?.at ?? 0) ? automatic : named;
}

async function namedBackup(databasePath: string): Promise<BackupFile | undefined> {
  try {
    const path = (await fs.readFile(noteOf(databasePath), 'utf8')).trim();
    const stat = await fs.stat(path);
    return stat.isFile() ? { path, at: Math.round(stat.mtimeMs), bytes: stat.size } : undefined;
  } catch {
    return undefined;
  }
}

export async function forgetBackup(databasePath: string): Promise<void> {
  await fs.rm(noteOf(databasePath), { force: true });
}
