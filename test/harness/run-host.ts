/**
 * Runs test/host/ inside the extension host of a real VS Code, with the extension from dist/.
 *
 *     node --import tsx/esm test/harness/run-host.ts [part of a title …]
 *
 * VSCODE_TEST_HOST=web      VS Code's server from npm, and Chromium (the default on Linux)
 * VSCODE_TEST_HOST=desktop  desktop VS Code, downloaded by @vscode/test-electron (the default elsewhere; on a Linux
 *                           without a display: xvfb-run -a npm run test:host); VSCODE_TEST_VERSION says which
 */

import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import type { HostEvent } from '../host/index.ts';
import { launchChromium } from './chromium.ts';
import { collectPageCoverage } from './page-coverage.ts';
import { anyOf, countOf, type Failure, writeResult } from './results.ts';
import { root } from './vscode-install.ts';
import { extensionHostsEnd, newProfile, startServer, workbenchUrl } from './vscode-server.ts';

const TIMEOUT_MS = 300_000;
const host = process.env.VSCODE_TEST_HOST ?? (process.platform === 'linux' ? 'web' : 'desktop');
const runner = path.join(root, 'out/host/index.cjs');
/** An extension beside ours, which offers VS Code a language model. */
const neighbour = path.join(root, 'test/fixtures/language-model-extension');

async function bundleTests(): Promise<void> {
  const tests = path.join(root, 'test/host');
  rmSync(path.dirname(runner), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: readdirSync(tests, { recursive: true, encoding: 'utf8' })
      .filter((file) => file === 'index.ts' || file.endsWith('.test.ts'))
      .map((file) => path.join(tests, file)),
    outbase: tests,
    outdir: path.dirname(runner),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs', // VS Code loads the runner with require().
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

class HostReport {
  readonly passed: Record<string, number> = {};
  readonly failures: Failure[] = [];
  /** Mocha came to its end: the extension host did not die before that. */
  ended = false;
  crash: string | undefined;
  private read = 0;
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
    closeSync(openSync(file, 'w'));
  }

  /** Prints what came since the last time. */
  drain(): void {
    const lines = readFileSync(this.file, 'utf8').split('\n').slice(0, -1);
    for (const line of lines.slice(this.read)) this.print(JSON.parse(line) as HostEvent);
    this.read = lines.length;
  }

  private print(event: HostEvent): void {
    switch (event.event) {
      case 'pass':
        this.passed[event.group] = (this.passed[event.group] ?? 0) + 1;
        console.log(`  ✔ ${event.title} (${event.milliseconds} ms)`);
        break;
      case 'fail':
        this.failures.push({ group: event.group, title: `${event.title}: ${event.error.split('\n')[0]}` });
        console.log(`  ✖ ${event.title}\n${event.error.replaceAll(/^/gm, '      ')}`);
        break;
      case 'pending':
        console.log(`  - ${event.title}`);
        break;
      case 'end':
        this.ended = true;
        break;
      case 'crash':
        this.crash = event.error;
        break;
    }
  }
}

interface Run {
  temporary: string;
  workspace: string;
  env: Record<string, string>;
}

/** @returns what VS Code ended with: 0, another code, or a sentence. */
async function runWeb({ temporary, workspace, env }: Run): Promise<number | string> {
  const profile = newProfile({}, path.join(temporary, 'profile'));
  cpSync(neighbour, path.join(profile, 'extensions', 'ab-ai-tests.fake-language-model-1.0.0'), {
    recursive: true,
  });
  const server = await startServer({
    profile,
    env: { NODE_V8_COVERAGE: process.env.NODE_V8_COVERAGE }, // The page hands over its own too late for Node.
    developmentDriver: true,
  });
  const browser = await launchChromium();
  let timer: NodeJS.Timeout | undefined;
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const outside = (url: URL) => url.origin !== server.origin && /^https?:$/.test(url.protocol);
    await context.route(outside, (route) => route.abort());
    await context.route(`${server.origin}/mint-key`, (route) =>
      route.fulfill({ body: Buffer.alloc(32, 7), contentType: 'application/octet-stream' }),
    );
    const page = await context.newPage();
    const coverage = await collectPageCoverage(page);
    const log: string[] = [];
    const exit = new Promise<number | string>((resolve) => {
      timer = setTimeout(resolve, TIMEOUT_MS, `no end after ${TIMEOUT_MS / 1000} s`);
      page.on('crash', () => resolve('the page of the workbench crashed'));
      // These two are what VS Code calls when the driver is on.
      void page.exposeFunction('codeAutomationExit', resolve);
      void page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
        log.push(
          `${type} ${args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ')}`,
        );
      });
    });
    await page.goto(
      workbenchUrl(server, {
        folder: workspace,
        extensionDevelopmentPath: root,
        extensionTestsPath: runner,
        extensionEnvironment: env,
      }),
    );
    const code = await exit;
    writeFileSync(path.join(temporary, 'workbench.log'), log.join('\n'));
    if (code !== 0) await page.screenshot({ path: path.join(temporary, 'failure.png') }).catch(() => {});
    await coverage.take();
    await page.goto('about:blank').catch(() => {});
    await extensionHostsEnd(server.profile);
    return code;
  } finally {
    clearTimeout(timer);
    await browser.close();
    await server.stop();
  }
}

async function runDesktop({ temporary, workspace, env }: Run): Promise<number | string> {
  const { runTests } = await import('@vscode/test-electron');
  return runTests({
    version: process.env.VSCODE_TEST_VERSION ?? 'stable',
    extensionDevelopmentPath: [root, neighbour],
    extensionTestsPath: runner,
    extensionTestsEnv: env,
    launchArgs: [
      workspace,
      '--disable-extensions',
      '--disable-workspace-trust',
      '--skip-welcome',
      ...['--user-data-dir', path.join(temporary, 'user')],
    ],
  }).catch((error: unknown) => String(error));
}

await bundleTests();
const temporary = mkdtempSync(path.join(os.tmpdir(), 'vscode-host-'));
const workspace = path.join(temporary, 'workspace');
cpSync(path.join(root, 'test/fixtures/workspace'), workspace, { recursive: true });
const reportFile = path.join(temporary, 'report.jsonl');
const report = new HostReport(reportFile);
const env: Record<string, string> = {
  ABAI_HOST_REPORT: reportFile,
  ABAI_HOST_GREP: anyOf(process.argv.slice(2)).source,
};
if (process.env.NODE_V8_COVERAGE) env.NODE_V8_COVERAGE = process.env.NODE_V8_COVERAGE;

console.log(`VS Code on the ${host}:`);
const timer = setInterval(() => report.drain(), 200);
const run = host === 'web' ? runWeb : runDesktop;
const code = await run({ temporary, workspace, env }).catch((error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error),
);
clearInterval(timer);
report.drain();

// VS Code ends with 0 also when its extension host was killed or called process.exit(): mocha's own end counts too.
const { ended, crash, passed, failures } = report;
const count = countOf(passed);
const good = code === 0 && ended && count > 0 && failures.length === 0;
if (good) rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
else console.log(`VS Code ended with ${code}${crash ? `: ${crash}` : ''}. Logs: ${temporary}`);
console.log(`  ${count} passed, ${failures.length} failed in the extension host`);
if (good || (ended && failures.length > 0)) writeResult('host', { passed, failures });
process.exit(good ? 0 : 1);
