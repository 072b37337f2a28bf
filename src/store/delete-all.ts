import fs from 'node:fs/promises';
import path from 'node:path';
import type { Engine } from './engine/engine.ts';
import { sightsFolder } from './kept-sights.ts';
import { forgetBackup } from './newest-backup.ts';
import { dataTables } from './tables.ts';

/**
 * Empties every table and gives the space back, removes media, what windows kept of
 * what they showed, and the former databases that were set aside or kept. Numbers of
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
  const kept = ['damaged-', 'before-restore-', 'restore-', 'checking-', 'reading-'];
  for (const name of await fs.readdir(folder)) {
    if (kept.some((word) => name.startsWith(`${path.basename(databasePath)}.${word}`)))
      await fs.rm(path.join(folder, name), { recursive: true, force: true });
  }
}
