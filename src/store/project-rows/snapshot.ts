import fs from 'node:fs/promises';
import path from 'node:path';
import type { Engine } from '../engine/engine.ts';
import { draftPrefix, type OpenFile } from '../restore.ts';

/** Everything as it was at one moment, however long somebody reads in it. */
export interface Snapshot {
  engine: Engine;
  remove(): Promise<void>;
}

/**
 * A copy of the whole database beside it, which a start sweeps away should this process die over it. A transaction that is
 * kept open for reading would do as well, if the engine had a second connection.
 */
export async function takeSnapshot(
  engine: Engine,
  databasePath: string,
  openFile: OpenFile,
): Promise<Snapshot> {
  const folder = await fs.mkdtemp(draftPrefix(databasePath));
  const remove = () => fs.rm(folder, { recursive: true, force: true });
  try {
    const copy = path.join(folder, 'copy.db');
    await engine.backupTo(copy);
    const opened = await openFile(copy);
    return {
      engine: opened.engine,
      async remove() {
        await opened.engine.close();
        await remove();
      },
    };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}
