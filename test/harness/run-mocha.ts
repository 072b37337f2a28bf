/**
 * Runs the mocha tests of one suite in this process, and writes how many passed and failed to
 * out/results/<suite>.json, where run-all.ts adds them up.
 *
 *     node --import tsx/esm test/harness/run-mocha.ts unit|webview|e2e|command-line|pictures[@1/2|@2/2] [part of a title …]
 */

import { readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { anyOf, type Failure, writeResult } from './results.ts';
import { root } from './vscode-install.ts';
import { vsixUnderTest } from './vsix.ts';

/** It needs no workbench, and long. */
const commandLine = 'e2e/cli.e2e.ts';

const SUITES: Record<string, { timeout: number; owns: (file: string) => boolean }> = {
  unit: {
    timeout: 20_000,
    owns: (file) => file.endsWith('.test.ts') && !/^(host|webview)\//.test(file),
  },
  webview: { timeout: 20_000, owns: (file) => file.endsWith('.test.ts') && file.startsWith('webview/') },
  e2e: { timeout: 120_000, owns: (file) => file.endsWith('.e2e.ts') && file !== commandLine },
  /** The same tests, and webview's, for the pictures that they draw on the way: changing themes takes long. */
  pictures: {
    timeout: 300_000,
    owns: (file) =>
      (file.endsWith('.e2e.ts') && file !== commandLine) || /^webview\/.*\.test\.ts$/.test(file),
  },
  'command-line': { timeout: 120_000, owns: (file) => file === commandLine },
};

/** As it was asked for: `e2e`, or `e2e@1/2` for the first of two halves of its files. */
const asked = process.argv[2] ?? '';
const [name = '', half] = asked.split('@');
const suite = SUITES[name];
if (!suite) {
  console.error(`There is no suite "${name}". There are: ${Object.keys(SUITES).join(', ')}.`);
  process.exit(2);
}

if (['e2e', 'pictures'].includes(name) && !process.env.ABAI_VSIX) {
  try {
    process.env.ABAI_VSIX = vsixUnderTest();
  } catch (error) {
    console.error(
      `The VSIX could not be packed, so nothing was run: ${error instanceof Error ? error.message : error}`,
    );
    process.exit(1);
  }
}

const tests = path.join(root, 'test');
const files = readdirSync(tests, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => suite.owns(file))
  .sort()
  .filter((_, index) => half === undefined || `${(index % 2) + 1}/2` === half);

const mocha = new Mocha({ timeout: suite.timeout, reporter: 'spec', forbidOnly: Boolean(process.env.CI) });
mocha.grep(anyOf(process.argv.slice(3)));
for (const file of files) mocha.addFile(path.join(tests, file));
await mocha.loadFilesAsync();

// As mocha's own command line has it: a rejection that nobody hears of fails the test that it falls into.
process.on('unhandledRejection', (reason) => {
  throw reason;
});
const failed = await new Promise<number>((resolve) => {
  const passed: Record<string, number> = {};
  const failures: Failure[] = [];
  const runner = mocha.run(resolve);
  const groupOf = (test: Mocha.Runnable) => test.titlePath()[0] ?? '';
  runner.on('pass', (test) => {
    passed[groupOf(test)] = (passed[groupOf(test)] ?? 0) + 1;
  });
  runner.on('fail', (test, error) => {
    failures.push({
      group: groupOf(test),
      title: `${test.fullTitle()}: ${String(error?.message ?? error).split('\n')[0]}`,
    });
  });
  runner.once('end', () => writeResult(asked, { passed, failures }));
});
// Whatever a test left open must not keep the suite from ending.
process.exit(failed ? 1 : 0);
