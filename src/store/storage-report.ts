import fs from 'node:fs/promises';
import path from 'node:path';
import type { StorageReport } from '../core/ports/store.ts';
import { backupsFolder } from './automatic-backups.ts';
import { keptFiles } from './delete-all.ts';
import { companionsOf } from './engine/closed-file.ts';
import type { Engine } from './engine/engine.ts';
import { dataTables } from './tables.ts';

/** Sizes and row counts; counting reads an index of every table. */
export async function reportStorage(
  engine: Engine,
  databasePath: string,
  mediaFolder: string,
  schemaVersion: number,
): Promise<StorageReport> {
  const tables = await dataTables(engine);
  const counts = await Promise.all(
    tables.map((table) => engine.read(`select count(*) as n from "${table}"`)),
  );
  const sizes = await Promise.all(
    [databasePath, ...companionsOf(databasePath).map(({ file }) => file)].map(sizeOf),
  );
  return {
    path: databasePath,
    databaseBytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
    mediaBytes: await folderBytes(mediaFolder),
    backupBytes: await folderBytes(backupsFolder(databasePath)),
    keptBytes: (await Promise.all((await keptFiles(databasePath)).map(sizeOf))).reduce((a, b) => a + b, 0),
    rows: Object.fromEntries(tables.map((table, i) => [table, Number(counts[i]?.[0]?.n ?? 0)])),
    schemaVersion,
  };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await fs.stat(file)).size;
  } catch {
    return 0;
  }
}

async function folderBytes(folder: string): Promise<number> {
  let names: string[];
  try {
    names = await fs.readdir(folder, { recursive: true });
  } catch {
    return 0;
  }
  let sum = 0;
  for (const name of names) {
    const stat = await fs.stat(path.join(folder, name)).catch(() => undefined);
    if (stat?.isFile()) sum += stat.size;
  }
  return sum;
}
