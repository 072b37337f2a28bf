import fs from 'node:fs';
import nodePath from 'node:path';
import { spillInfix } from './mounts.ts';

/** Removes what a killed process left of large sorts and VACUUMs beside the database. */
export function removeSpillFiles(databasePath: string): void {
  const folder = nodePath.dirname(databasePath);
  const prefix = nodePath.basename(databasePath) + spillInfix;
  let names: string[];
  try {
    names = fs.readdirSync(folder);
  } catch {
    // Opening the database will say what is wrong with the folder.
    return;
  }
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    try {
      fs.unlinkSync(nodePath.join(folder, name));
    } catch {
      // It is only clutter: the next start tries again.
    }
  }
}
