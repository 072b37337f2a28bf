import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launchChromium } from '../harness/chromium.ts';
import { root } from '../harness/vscode-install.ts';

describe('npm start', () => {
  let folder: string;
  let child: ChildProcess | undefined;
  let output = '';

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'vscode-start-'));
    output = '';
  });
  afterEach(() => {
    child?.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  function start(env: Record<string, string>): ChildProcess {
    const script = path.join(root, 'test/harness/start.ts');
    child = spawn(process.execPath, ['--import', 'tsx/esm', script], {
      cwd: root,
      env: {
        ...process.env,
        ABAI_START_DIR: path.join(folder, 'home'),
        ABAI_START_PORT: '0',
        DISPLAY: '',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout?.on('data', (data) => {
      output += data;
    });
    return child;
  }

  const exit = (of: ChildProcess) => new Promise<number | null>((resolve) => of.once('exit', resolve));

  it('serves VS Code with the extension when there is no desktop one, until Ctrl-C', async () => {
    const running = start({ ABAI_START: 'web' });
    const url = await new Promise<string>((resolve, reject) => {
      running.once('exit', (code) => reject(new Error(`It ended with ${code}:\n${output}`)));
      running.stdout?.on('data', () => {
        const found = /http:\/\/127\.0\.0\.1:\S+/.exec(output);
        if (found) resolve(found[0]);
      });
    });
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(url);
      await page
        .locator('.explorer-folders-view .monaco-list-row', { hasText: 'review.md' })
        .waitFor({ timeout: 60_000 });
      await page
        .locator('.explorer-folders-view .monaco-list-row', { hasText: 'gsm8k-sample.csv' })
        .waitFor();
      await page.locator('.activitybar .action-label[aria-label^="A-B/AI"]').waitFor();
      // SecretStorage is encrypted with a key that the server itself does not give.
      const key = () =>
        page.evaluate(async () =>
          (await fetch('/mint-key', { method: 'POST' })).arrayBuffer().then((b) => b.byteLength),
        );
      assert.equal(await key(), 32);
    } finally {
      await browser.close();
    }
    const ended = exit(running);
    running.kill('SIGINT');
    assert.equal(await ended, 0);
    await assert.rejects(fetch(url));
  });

  it('opens desktop VS Code when `code` is on the PATH', async function () {
    if (process.platform === 'win32') this.skip(); // A stand-in for code.cmd would show less than it takes.
    const bin = path.join(folder, 'bin');
    const seen = path.join(folder, 'arguments');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'code'), `#!/bin/sh\nprintf '%s\\n' "$@" > '${seen}'\n`);
    chmodSync(path.join(bin, 'code'), 0o755);
    const code = await exit(start({ ABAI_START: '', PATH: `${bin}${path.delimiter}${process.env.PATH}` }));
    assert.equal(code, 0, output);
    assert.deepEqual(readFileSync(seen, 'utf8').trim().split('\n'), [
      '--new-window',
      `--extensionDevelopmentPath=${root}`,
      path.join(folder, 'home/workspace'),
    ]);
  });
});
