import { chmodSync, lstatSync, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Bytes that the path of a socket may have: 107 on Linux and 103 on macOS. Node cuts a longer one off without a word,
 * and then listens somewhere else.
 */
export const longestSocketPath = 103;

/** Bytes of the longest name in such a folder, with the slash before it. */
const nameBytes = 24;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Folders for sockets, best first, each made when it is asked for: private (0700), this user's own, and short enough.
 * A folder of somebody else that stands where ours would be is passed over, and so is one that cannot be made.
 */
export function* socketFolders(environment: Environment = process.env, home = homedir()): Generator<string> {
  const user = process.geteuid?.() ?? 0;
  const runtime = environment.XDG_RUNTIME_DIR;
  // After "su" it may be another user's.
  if (runtime && isAbsolute(runtime) && ownerOf(runtime) === user) {
    yield* made(join(runtime, 'ab-ai'), user);
  }
  const temporary = [environment.TMPDIR ?? '', '/tmp', '/var/tmp'].filter(isAbsolute);
  for (const folder of temporary) yield* made(join(folder, `ab-ai-${user}`), user);
  for (const folder of temporary) yield* madeUnder(folder);
  yield* made(join(home, '.cache', 'ab-ai'), user);
}

function* made(folder: string, user: number): Generator<string> {
  if (!isShort(folder)) return;
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return;
  }
  try {
    const found = lstatSync(folder);
    if (!found.isDirectory() || found.uid !== user) return;
    if ((found.mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
  } catch {
    return;
  }
  yield folder;
}

/** Under a name that nobody can have taken, where the usual one is taken. */
function* madeUnder(folder: string): Generator<string> {
  if (!isShort(join(folder, 'ab-ai.123456'))) return;
  let fresh: string;
  try {
    fresh = mkdtempSync(join(folder, 'ab-ai.'));
  } catch {
    return;
  }
  yield fresh;
}

function isShort(folder: string): boolean {
  return Buffer.byteLength(folder) + nameBytes <= longestSocketPath;
}

function ownerOf(folder: string): number | undefined {
  try {
    return statSync(folder).uid;
  } catch {
    return undefined;
  }
}
