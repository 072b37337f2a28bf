import fs from 'node:fs';
import type { Log } from '../core/ports/log.ts';
import { clearSuspicion, setAside } from './engine/damaged-file.ts';

/** Lies beside the database until it is opened the next time. */
const wishOf = (databasePath: string) => `${databasePath}.start-anew`;

/** Has the next opening of the data folder begin without data; what is there is kept under another name. */
export function layNewStart(databasePath: string): void {
  fs.writeFileSync(wishOf(databasePath), '', { mode: 0o600 });
}

/** Does what was wished for. Nobody has the database open. Answers whether there was a wish. */
export function applyNewStart(databasePath: string, now: number, log: Log): boolean {
  const wish = wishOf(databasePath);
  if (!fs.existsSync(wish)) return false;
  if (fs.lstatSync(databasePath, { throwIfNoEntry: false })) {
    const keptAt = setAside(databasePath, new Date(now), 'before-new');
    clearSuspicion(databasePath);
    log.warn('The data was begun anew on request; the former database is kept.', { keptAt });
  }
  fs.rmSync(wish, { recursive: true, force: true });
  return true;
}
