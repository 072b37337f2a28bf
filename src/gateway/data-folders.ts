import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';

/** A data folder that some window of this user works on. */
export interface DataFolder {
  /** Absolute. */
  path: string;
  /** Milliseconds since 1970-01-01 UTC. */
  lastUsed: number;
}

const DataFoldersFile = z.object({
  folders: z.array(z.object({ path: z.string().min(1), lastUsed: z.number() })),
});

/** So many are remembered. */
const remembered = 50;

/** `ABAI_CONFIG_DIR`, else the user's own place for settings on this platform. */
export function configFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.ABAI_CONFIG_DIR) return resolve(environment.ABAI_CONFIG_DIR);
  switch (process.platform) {
    case 'win32':
      return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'ab-ai');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'ab-ai');
    default:
      return join(environment.XDG_CONFIG_HOME || join(homedir(), '.config'), 'ab-ai');
  }
}

function filePath(environment: NodeJS.ProcessEnv): string {
  return join(configFolder(environment), 'data-folders.json');
}

/** The folders that still exist, last used first. A file that cannot be read counts as empty. */
export function listDataFolders(environment: NodeJS.ProcessEnv = process.env): DataFolder[] {
  return read(filePath(environment))
    .filter((folder) => existsSync(folder.path))
    .sort((a, b) => b.lastUsed - a.lastUsed);
}

/** Tells the command line of this user where the data is. Safe to call by several windows at once. */
export function registerDataFolder(
  path: string,
  now: number,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  const file = filePath(environment);
  const absolute = resolve(path);
  mkdirSync(dirname(file), { recursive: true });
  // Another window may write between our read and our rename: look, and do it again.
  for (let attempt = 0; attempt < 5; attempt++) {
    const others = read(file).filter((folder) => folder.path !== absolute);
    const folders = [{ path: absolute, lastUsed: now }, ...others]
      .sort((a, b) => b.lastUsed - a.lastUsed)
      .slice(0, remembered);
    const draft = `${file}.${randomUUID()}`;
    writeFileSync(draft, `${JSON.stringify({ folders }, null, 2)}\n`, { mode: 0o600 });
    renameSync(draft, file);
    if (read(file).some((folder) => folder.path === absolute && folder.lastUsed >= now)) return;
  }
}

function read(file: string): DataFolder[] {
  try {
    const parsed = DataFoldersFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data.folders : [];
  } catch {
    return [];
  }
}
