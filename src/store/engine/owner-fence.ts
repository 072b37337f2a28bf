import fs from 'node:fs';
import path from 'node:path';
import { epochOfName, ownerRecordName } from '../../core/owner-epoch.ts';

/** The right to write to a data folder, as its owner's record says it. */
export interface OwnerClaim {
  /** Holds the records of all owners. */
  folder: string;
  epoch: number;
  /** Stands in the record: after a folder was made anew, an epoch may be another's. */
  token: string;
}

/** Milliseconds after which a folder's time tells every change: some file systems count in steps of two seconds. */
const coarsestClockMs = 3000;

/** Looks, before each write, whether the highest owner record is still this process's own. */
export class OwnerFence {
  readonly #claim: OwnerClaim;
  /** The folder's time at a look that found all well, once it is old enough for any later change to show. */
  #unchanged: { ino: number; mtimeMs: number } | undefined;

  constructor(claim: OwnerClaim) {
    this.#claim = claim;
  }

  /** A folder that cannot be read proves nothing; one that is gone does. */
  isLost(): boolean {
    const { folder } = this.#claim;
    try {
      const stat = fs.statSync(folder, { throwIfNoEntry: false });
      if (!stat) return true;
      const before = this.#unchanged;
      if (before && before.ino === stat.ino && before.mtimeMs === stat.mtimeMs) return false;
      if (!this.#holds()) return true;
      const isOld = Date.now() - stat.mtimeMs > coarsestClockMs;
      this.#unchanged = isOld ? { ino: stat.ino, mtimeMs: stat.mtimeMs } : undefined;
      return false;
    } catch {
      return false;
    }
  }

  #holds(): boolean {
    const { folder, epoch, token } = this.#claim;
    const highest = Math.max(0, ...fs.readdirSync(folder).map((name) => epochOfName(name) ?? 0));
    if (highest !== epoch) return false;
    // Its own record may be written anew at this moment, and is then read as it was or as it will be.
    const record = path.join(folder, ownerRecordName(epoch));
    // Reading anything else in its place, as a pipe, might never end.
    if (!fs.statSync(record).isFile()) return false;
    return fs.readFileSync(record, 'utf8').includes(token);
  }
}
