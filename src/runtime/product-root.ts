import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds `data/` and `dist/`: the nearest one above a module of ours with a package.json. */
export function productRoot(moduleUrl: string): string {
  let folder = dirname(fileURLToPath(moduleUrl));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error(`No package.json above ${moduleUrl}: the installation is not whole.`);
    folder = parent;
  }
  return folder;
}
