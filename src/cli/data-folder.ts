import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { UsageError } from './usage-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface FolderChoice {
  /** From --data-dir. */
  named: string | undefined;
  environment: Environment;
  /** The folders that windows of VS Code have registered for this user; called only when it matters. */
  registered: () => Promise<readonly string[]>;
  platform: NodeJS.Platform;
}

/**
 * The data folder to use, absolute: the one that is named, else the only one registered, else this platform's usual
 * place. Throws UsageError when several are registered.
 */
export async function chooseDataFolder(choice: FolderChoice): Promise<string> {
  const named = choice.named || choice.environment.ABAI_DATA_DIR;
  if (named) return resolve(named);
  const registered = await choice.registered();
  if (registered.length === 1) return resolve(registered[0]!);
  if (registered.length === 0) return usualFolder(choice.platform, choice.environment);
  throw new UsageError(
    `There are several data folders. Name one with --data-dir or ABAI_DATA_DIR:\n${registered
      .map((folder) => `  ${folder}`)
      .join('\n')}`,
  );
}

/** Where programs of this platform keep a user's data. */
export function usualFolder(platform: NodeJS.Platform, environment: Environment, home = homedir()): string {
  if (platform === 'win32') {
    return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'ab-ai');
  }
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'ab-ai');
  const xdg = environment.XDG_DATA_HOME;
  // The XDG specification has relative paths ignored.
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'ab-ai');
}
