import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../core/ports/log.ts';
import type { Store } from '../core/ports/store.ts';
import { AbaiError } from '../protocol/errors.ts';
import { backUpBeforeMigration, backupsFolder } from './automatic-backups.ts';
import type { OwnerClaim } from './engine/owner-fence.ts';
import { separateLink } from './engine/shared-files.ts';
import { WorkerEngine } from './engine/worker-engine.ts';
import { findWorker } from './engine/worker-place.ts';
import { migrations } from './migrations/all.ts';
import { applyNewStart } from './new-start.ts';
import { numberEventsOn, openDatabase, type Trust } from './open-database.ts';
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
  /** What becomes of the database that is there. Default: it is used. */
  trust?: Trust | undefined;
}

/**
 * Opens the data folder in a thread of its own, migrated to the newest schema. A damaged database is set aside and what
 * is readable in it saved, which `notices` tells, as it does a change of the schema without a backup. A backup that was laid ready takes the database's place. Throws AbaiError `store` when the folder cannot be used or when a
 * newer version wrote it.
 */
export async function openStore({
  dataDir,
  productRoot,
  log,
  now,
  owner,
  trust,
}: OpenStoreOptions): Promise<Store> {
  await makeFolder(dataDir);
  const databasePath = path.join(dataDir, 'ab-ai.db');
  await removeDrafts(databasePath);
  const restored = await applyRestore(databasePath);
  if (restored) log.warn('A backup was restored; the former database is kept.', restored);
  const openFile = (file: string) => WorkerEngine.open(file, findWorker(productRoot));
  const isNewStart = applyNewStart(databasePath, now(), log);
  const notices: string[] = [];
  const target = await separateLink(databasePath);
  if (target !== undefined) {
    notices.push(
      `The database ${databasePath} was a link to ${target}, and two data folders cannot share a database. A copy has taken the place of the link; the other file was left as it is.`,
    );
  }
  const claim = owner && { folder: owner.folder, epoch: owner.epoch, token: owner.token };
  const opened = await openDatabase({
    databasePath,
    migrations,
    openFile: (file) => WorkerEngine.open(file, findWorker(productRoot), { owner: claim }),
    log,
    now,
    ...(trust ? { trust } : {}),
    beforeMigration: async (engine, schemaVersion) => {
      try {
        await backUpBeforeMigration(engine, databasePath, schemaVersion, now());
      } catch (error) {
        // The change is one transaction and takes nothing away; without room for a backup it goes on.
        log.warn('No backup could be made before the schema was changed.', { error });
        notices.push(noBackup(databasePath, error));
      }
    },
  });
  if (isNewStart) await numberEventsOn(opened.engine, now());
  return sqliteStore({ ...opened, notices: [...notices, ...opened.notices], databasePath, openFile, now });
}

function noBackup(databasePath: string, error: unknown): string {
  const why =
    error instanceof AbaiError
      ? error.message
      : `The folder ${backupsFolder(databasePath)} could not be written.`;
  return `The data was brought to this version of A-B/AI without a backup before. ${why} Put that right, and make a backup.`;
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
