/**
 * `npm test`: builds, runs all suites, and checks how much of the code they run. Two suites run at a time: tests wait
 * for browsers and clocks most of the time. A suite's output comes when it is over. What failed is named once more
 * before the last line, which is the sum: `N passed, N failed`. Exits with 0 only when all is well.
 */

import { spawn, spawnSync } from 'node:child_process';
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
/** What failed: titles of tests, and sentences. */
const failures: string[] = [];

function end(): never {
  if (failures.length > 0) console.log(`\n--- what failed ---\n${failures.join('\n')}\n`);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exit(failures.length > 0 ? 1 : 0);
}

interface Ended {
  /** What Node ended with: a code, a signal, or why it did not start. */
  how: string;
  output: string;
}

/** @returns after the process has ended, and its output. */
async function run(args: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const output: Buffer[] = [];
  const child = spawn(process.execPath, ['--import', 'tsx/esm', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_V8_COVERAGE: coverageFolder, ...env },
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const how = await new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(signal ?? String(code)));
  });
  return { how, output: Buffer.concat(output).toString() };
}

/** Runs one suite. It may not end well without having written its result: a dead process is a failure. */
async function suite(name: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  console.log(`--- ${name} runs ---`);
  const began = Date.now();
  const { how, output } = await run(args, env);
  console.log(`\n--- ${name}: ${Math.round((Date.now() - began) / 1000)} s ---\n${output}`);
  const result = readResult(name);
  passed += result?.passed ?? 0;
  for (const title of result?.failures ?? []) failures.push(`${name}: ${title}`);
  if (!result || (how !== '0' && result.failures.length === 0)) {
    const words = output.trimEnd().split('\n').slice(-20).join('\n');
    failures.push(`The ${name} suite did not come to a good end (${how}). Its last words:\n${words}`);
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
  failures.push(error instanceof Error ? error.message : String(error));
  end();
}

if (
  spawnSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'inherit' }).status !== 0
) {
  failures.push('The build failed.');
  end();
}
const mocha = path.join(harness, 'run-mocha.ts');
const keepSources = {
  NODE_OPTIONS: `--import ${pathToFileURL(path.join(harness, 'keep-sources.mjs')).href}`,
};
/** The long ones first, so that none is left for the end. */
const waiting = [
  () => suite('e2e', [mocha, 'e2e']),
  () => suite('webview', [mocha, 'webview'], keepSources),
  () => suite('unit', [mocha, 'unit'], keepSources),
  () => suite('command-line', [mocha, 'command-line']),
  () => suite('host', [path.join(harness, 'run-host.ts')]),
];
async function runWaiting(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) await next();
}
await Promise.all([runWaiting(), runWaiting()]);

console.log('\n--- coverage ---');
try {
  const lines = await reportCoverage(coverageFolder);
  if (lines < LINE_GOAL)
    failures.push(`Tests run less of the lines than the ${LINE_GOAL} % that they have to.`);
} catch (error) {
  console.error(error);
  failures.push('The coverage could not be summed up.');
}
end();
