/** SQLite's own shell, as people, backup tools and scripts use it: a foreign SQLite with real locks. */

import { execFileSync, spawnSync } from 'node:child_process';

/**
 * The name of the shell. On Debian and its children, as root, installs it when there is none.
 * @throws with what to do, when there is none and it cannot be installed from here.
 */
export function ensureSqliteShell(): string {
  const isThere = () => spawnSync('sqlite3', ['--version']).status === 0;
  if (isThere()) return 'sqlite3';
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    console.log('No sqlite3 here: installing it with apt-get ...');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'sqlite3'], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (isThere()) return 'sqlite3';
  }
  throw new Error(
    'These tests need the sqlite3 shell. Install it (on Debian or Ubuntu: sudo apt-get install sqlite3).',
  );
}
