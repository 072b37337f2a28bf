/**
 * `npm test`: builds, runs all suites, and checks how much of the code they run. Two suites run at a time: tests wait
 * for browsers and clocks most of the time. A suite's output comes when it is over. What failed runs once more
 * by itself, and what fails again is named before the last line, which is the sum: `N passed, N failed`. Exits with 0
 * only when all is well.
 */

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureChromium } from './chromium.ts';
import { LINE_GOAL, reportCoverage } from './coverage.ts';
import { countOf, type Failure, type SuiteResult, takeResult } from './results.ts';
import { ensureVSCode, root } from './vscode-install.ts';

const coverageFolder = path.join(root, 'out/v8');
const harness = path.join(root, 'test/harness');

let passed = 0;
/** What failed: titles of tests, and sentences. */
const failures: string[] = [];
/** What failed beside another suite, and passed by itself. */
const unsteady: string[] = [];

function end(): never {
  if (unsteady.length > 0) console.log(`\n--- failed at first, passed by itself ---\n${unsteady.join('\n')}`);
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

interface Suite {
  name: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
}

/** Runs one suite, or what of it has one of these parts in its title. It may not end well without a result. */
async function runSuite({ name, args, env = {} }: Suite, parts: string[] = []): Promise<SuiteResult> {
  console.log(`--- ${name} runs ---`);
  const began = Date.now();
  const { how, output } = await run([...args, ...parts], env);
  console.log(`\n--- ${name}: ${Math.round((Date.now() - began) / 1000)} s ---\n${output}`);
  const result = takeResult(name);
  if (result && (how === '0' || result.failures.length > 0)) return result;
  const words = output.trimEnd().split('\n').slice(-20).join('\n');
  const title = `The suite did not come to a good end (${how}). Its last words:\n${words}`;
  return { passed: {}, failures: [{ group: '', title }] };
}

/** So many groups do not fail by chance. */
const FEW = 4;

/**
 * What failed beside another suite runs once more by itself: a test that a busy machine upset is told, and told apart
 * from one that finds a fault.
 */
async function settle(suite: Suite, first: SuiteResult): Promise<void> {
  const named = ({ title }: Failure) => `${suite.name}: ${title}`;
  const groups = [...new Set(first.failures.map(({ group }) => group))];
  const again = groups.length > 0 && groups.length <= FEW ? await runSuite(suite, groups) : undefined;
  passed += countOf({ ...first.passed, ...again?.passed });
  const failed = (again ?? first).failures;
  failures.push(...failed.map(named));
  if (failed.length === 0) unsteady.push(...first.failures.map(named));
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
/** The extension's own code is covered by the host suite: coverage of each further VS Code would cost minutes. */
const uncovered = { NODE_V8_COVERAGE: undefined };
/** The workbench's tests come when those that fill the machine are over. */
const waiting: Suite[] = [
  { name: 'webview', args: [mocha, 'webview'], env: keepSources },
  { name: 'unit', args: [mocha, 'unit'], env: keepSources },
  { name: 'host', args: [path.join(harness, 'run-host.ts')] },
  { name: 'e2e@1/2', args: [mocha, 'e2e@1/2'], env: uncovered },
  { name: 'e2e@2/2', args: [mocha, 'e2e@2/2'], env: uncovered },
  { name: 'command-line', args: [mocha, 'command-line'] },
];
const firstResults = new Map<Suite, SuiteResult>();
async function runWaiting(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) firstResults.set(next, await runSuite(next));
}
await Promise.all([runWaiting(), runWaiting()]);
for (const [suite, first] of firstResults) await settle(suite, first);

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
