/**
 * `npm test`: builds, runs the unit tests, the tests in the extension host and the end-to-end tests, and checks how
 * much of the code they run. The last line is the sum: `N passed, N failed`. Exits with 0 only when all is well.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureChromium } from './chromium.ts';
import { LINE_GOAL, reportCoverage } from './coverage.ts';
import { readResult } from './results.ts';
import { ensureVSCode, root } from './vscode-install.ts';

const coverageFolder = path.join(root, 'out/v8');
const harness = path.join(root, 'test/harness');

let passed = 0;
let failed = 0;

function end(): never {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

function node(args: string[], env: NodeJS.ProcessEnv = {}): boolean {
  const child = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return child.status === 0;
}

/** Runs one suite. It may not end well without having written its result: a dead process is a failure. */
function suite(name: string, args: string[], env: NodeJS.ProcessEnv = {}): void {
  console.log(`\n--- ${name} ---`);
  const good = node(['--import', 'tsx/esm', ...args], { NODE_V8_COVERAGE: coverageFolder, ...env });
  const result = readResult(name);
  passed += result?.passed ?? 0;
  failed += result?.failed ?? 0;
  if ((!good && !result?.failed) || !result) {
    console.log(`The ${name} suite did not come to a good end.`);
    failed++;
  }
}

for (const folder of ['v8', 'results', 'screenshots', 'vsix']) {
  rmSync(path.join(root, 'out', folder), { recursive: true, force: true });
}
mkdirSync(coverageFolder, { recursive: true });

try {
  // What is missing is installed first: it says what to do when it cannot be.
  ensureChromium();
  if ((process.env.VSCODE_TEST_HOST ?? 'web') === 'web') ensureVSCode();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  failed++;
  end();
}

if (!node(['esbuild.mjs', '--production'])) {
  failed++;
  end();
}
const keepSources = pathToFileURL(path.join(harness, 'keep-sources.mjs')).href;
suite('unit', [path.join(harness, 'run-mocha.ts'), 'unit'], { NODE_OPTIONS: `--import ${keepSources}` });
suite('host', [path.join(harness, 'run-host.ts')]);
suite('e2e', [path.join(harness, 'run-mocha.ts'), 'e2e']);

console.log('\n--- coverage ---');
try {
  const lines = await reportCoverage(coverageFolder);
  if (lines < LINE_GOAL) {
    console.log(`That is less than the ${LINE_GOAL} % it has to be.`);
    failed++;
  }
} catch (error) {
  console.error(error);
  failed++;
}
end();
