import path from 'node:path';
import type { BackupFile } from '../core/ports/store.ts';
import { automaticBackups } from '../store/automatic-backups.ts';
import { WorkerEngine } from '../store/engine/worker-engine.ts';
import { findWorker } from '../store/engine/worker-place.ts';
import { layNewStart } from '../store/new-start.ts';
import { prepareRestore } from '../store/restore.ts';

/** What can be done for a data folder that cannot be opened. Each takes effect when it is opened the next time. */
export interface DataRepair {
  /** Absolute. */
  readonly folder: string;
  /** Those that were made by themselves, newest first. */
  backups(): Promise<BackupFile[]>;
  /** Throws AbaiError `invalid` for a file that cannot be used; nothing changes then. Returns where the present data will be kept. */
  restore(backup: string): Promise<string>;
  /** The present data is kept under another name. */
  startAnew(): void;
}

export function dataRepair(dataDir: string, productRoot: string, now: () => number): DataRepair {
  const databasePath = path.join(dataDir, 'ab-ai.db');
  return {
    folder: dataDir,
    backups: () => automaticBackups(databasePath),
    restore: (backup) =>
      prepareRestore(
        undefined,
        databasePath,
        backup,
        (file) => WorkerEngine.open(file, findWorker(productRoot)),
        now,
      ),
    startAnew: () => layNewStart(databasePath),
  };
}
