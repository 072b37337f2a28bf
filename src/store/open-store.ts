import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../core/ports/log.ts';
import type { Store } from '../core/ports/store.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Damage } from './engine/engine.ts';
import type { OwnerClaim } from './engine/owner-fence.ts';
import { WorkerEngine } from './engine/worker-engine.ts';
import { findWorker } from './engine/worker-place.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/all.ts';
import { newestBackup } from './newest-backup.ts';
import { adoptOrphans } from './orphans.ts';
import { applyRestore, removeDrafts } from './restore.ts';
import { sqliteStore } from './sqlite-store.ts';

export interface OpenStoreOptions {
  /** Made when missing. The database is `ab-ai.db` in it. Only one process may have it open. */
  dataDir: string;
  /** Holds `dist/` with the worker and the wasm. */
  productRoot: string;
  log: Log;
  /** Milliseconds since epoch. */
  now: () => number;
  /** Looked at before each write. Without one this process is taken to be the only one. */
  owner?: OwnerClaim | undefined;
}

/**
 * Opens the data folder in a thread of its own, migrated to the newest schema. A damaged database is set aside and what
 * is readable in it saved, which `notices` tells. A backup that was laid ready takes the database's place. Throws AbaiError `store` when the folder cannot be used or when a
 * newer version wrote it.
 */
export async function openStore({ dataDir, productRoot, log, now, owner }: OpenStoreOptions): Promise<Store> {
  await makeFolder(dataDir);
  const databasePath = path.join(dataDir, 'ab-ai.db');
  await removeDrafts(databasePath);
  const restored = await applyRestore(databasePath);
  if (restored) log.warn('A backup was restored; the former database is kept.', restored);
  const openFile = (file: string) => WorkerEngine.open(file, findWorker(productRoot));
  const { engine, damage } = await WorkerEngine.open(databasePath, findWorker(productRoot), {
    owner: owner && { folder: owner.folder, epoch: owner.epoch, token: owner.token },
  });
  try {
    const schemaVersion = await migrate(engine, migrations, now);
    const notices = damage ? [await recover(engine, damage, databasePath, log, now)] : [];
    for (const notice of notices) log.warn(notice);
    return sqliteStore({ engine, databasePath, schemaVersion, notices, openFile, now });
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function makeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new AbaiError(
      'store',
      `The data folder ${dataDir} cannot be made. Allow writing there, or choose another data folder.`,
      { cause },
    );
  }
}

/** Saves what is readable of a damaged database into the new one. Returns the sentence for people. */
async function recover(
  engine: WorkerEngine,
  damage: Damage,
  databasePath: string,
  log: Log,
  now: () => number,
): Promise<string> {
  const backup = await newestBackup(databasePath);
  const offer = backup
    ? `Restore the backup ${backup.path} of ${new Date(backup.at).toISOString().slice(0, 10)} if something is missing.`
    : 'Restore your newest backup if something is missing.';
  if (damage.keptAt === undefined) {
    return `The database ${databasePath} was an empty file. A new one was begun. ${offer}`;
  }
  let saved = 0;
  if (damage.kind === 'corrupt') {
    try {
      const report = await engine.salvageFrom(damage.keptAt);
      log.warn('Salvaged a damaged database', { ...report });
      saved = (report.rows.messages ?? 0) + (report.rows.cells ?? 0);
      await adoptOrphans(engine, now());
    } catch (error) {
      log.error('A damaged database could not be salvaged to the end', describe(error));
    }
  }
  const what = damage.kind === 'corrupt' ? 'is damaged' : 'is not a database';
  const rescued =
    saved > 0
      ? ` ${saved} messages and answers could be read and were saved into the new one.`
      : ' Nothing in it could be read.';
  return (
    `The file ${databasePath} ${what}. It is kept as ${damage.keptAt}, and a new database was begun.` +
    `${rescued} ${offer}`
  );
}

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  return { error: error.message, cause: error.cause instanceof Error ? error.cause.message : undefined };
}
