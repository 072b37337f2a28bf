/**
 * `npm run pictures`: runs the tests that draw on the way, then draws every state of every page. Arguments go to the
 * latter. Exits with 0 when all was drawn.
 */

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './vscode-install.ts';

const run = (script: string, ...args: string[]): boolean =>
  spawnSync(process.execPath, ['--import', 'tsx/esm', path.join(root, 'test/harness', script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ABAI_PICTURES: '1' },
  }).status === 0;

const drawn = [run('run-mocha.ts', 'pictures'), run('screenshots.ts', ...process.argv.slice(2))];
process.exitCode = drawn.every(Boolean) ? 0 : 1;
