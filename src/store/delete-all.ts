import fs from 'node:fs/promises';
import path from 'node:path';
import { backupsFolder } from './automatic-backups.ts';
import { companionsOf } from './engine/closed-file.ts';
import type { Engine } from './engine/engine.ts';
import { sightsFolder } from './kept-sights.ts';
import { forgetBackup } from './newest-backup.ts';
import { dataTables } from './tables.ts';

/** Infixes of what stands beside a database in use and is none of its files. */
const kept = ['damaged-', 'before-restore-', 'before-new-', 'restore-', 'checking-', 'reading-'];

/** Former databases that were set aside or kept, copies that were being made of one, and logs that belong to none. */
export async function keptFiles(databasePath: string): Promise<string[]> {
  const folder = path.dirname(databasePath);
  const live = new Set(companionsOf(databasePath).map(({ file }) => file));
  return (await fs.readdir(folder))
    .filter((name) =>
      [...kept, 'log-', 'journal-'].some((word) => name.startsWith(`${path.basename(databasePath)}.${word}`)),
    )
    .map((name) => path.join(folder, name))
    .filter((file) => !live.has(file));
}

/**
 * Empties every table and gives the space back, removes media, what windows kept of
 * what they showed, the automatic backups, and the former databases that were set aside or kept. Numbers of
 * events go on from where they were; the newest stays, so that clients notice that they must load everything anew.
 */
export async function deleteAllData(
  engine: Engine,
  databasePath: string,
  mediaFolder: string,
): Promise<void> {
  const tables = await dataTables(engine);
  await engine.commit(
    tables.reverse().map((table) => ({
      sql:
        table === 'events'
          ? 'delete from events where seq < (select max(seq) from events)'
          : `delete from "${table}"`,
    })),
  );
  await engine.compact();
  await engine.checkpoint();
  await fs.rm(mediaFolder, { recursive: true, force: true });
  await forgetBackup(databasePath);
  const folder = path.dirname(databasePath);
  await fs.rm(sightsFolder(folder), { recursive: true, force: true });
  await fs.rm(backupsFolder(databasePath), { recursive: true, force: true });
  for (const file of await keptFiles(databasePath)) await fs.rm(file, { recursive: true, force: true });
}
