import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { Workbench } from '../harness/workbench.ts';

describe('two windows on one data folder', () => {
  let dataDirectory: string;
  let first: Workbench;
  let second: Workbench;

  before(async function () {
    this.timeout(180_000);
    dataDirectory = path.join(mkdtempSync(path.join(os.tmpdir(), 'abai-shared-')), 'data');
    const settings = { 'abai.dataDirectory': dataDirectory };
    // So slow that its answers are surely not over when it closes.
    const slow = { 'abai.providers': { demo: { options: { demoTokensPerSecond: 6 } } } };
    first = await Workbench.start({ settings: { ...settings, ...slow } });
    second = await Workbench.start({ settings });
  });
  afterEach(() => {
    first?.assertNoProblems();
    second.assertNoProblems();
  });
  after(async () => {
    await second?.stop();
    rmSync(path.dirname(dataDirectory), { recursive: true, force: true });
  });

  const columns = (bench: Workbench): Locator => bench.webview().locator('abai-column');

  async function ask(bench: Workbench, prompt: string): Promise<void> {
    await bench.runCommand('A-B/AI: New Comparison');
    const box = bench.webview().getByRole('textbox', { name: 'Prompt' });
    await box.fill(prompt);
    await box.press('Control+Enter');
  }

  it('see what the other one asks as soon as it is asked', async () => {
    await first.showContainer('A-B/AI');
    await first.page.locator('.welcome-view-content').getByText('New Comparison').waitFor();
    await second.showContainer('A-B/AI');
    await second.page.getByText('open in another window').waitFor();
    await ask(first, 'Asked in the first window');
    await columns(first).first().waitFor();
    await second.treeRow('Asked in the first window').waitFor({ timeout: 3000 });
    assert.ok(existsSync(path.join(dataDirectory, 'ab-ai.db')), 'the setting was not followed');
    await second.screenshot('second-window');
  });

  it('answer in the other one too, by its own panel', async () => {
    await ask(second, 'Asked in the second window');
    await columns(second).locator('.state.complete').nth(2).waitFor({ timeout: 60_000 });
    await first.treeRow('Asked in the second window').waitFor();
  });

  it('lose no answer when the one that runs the back end closes in mid-stream', async () => {
    await ask(first, 'Asked just before the end');
    await columns(first).locator('.state.generating').first().waitFor();
    await second.treeRow('Asked just before the end').click();
    await columns(second).locator('.state.generating').first().waitFor();
    const closing = first;
    first = undefined as never;
    await closing.stop();
    const broken = columns(second).filter({ has: second.page.locator('.state.interrupted') });
    await broken.first().waitFor();
    await second.page.getByText('open in another window').waitFor({ state: 'hidden' });
    await broken
      .first()
      .getByRole('button', { name: /^Retry/ })
      .first()
      .click();
    await columns(second).locator('.state.complete').first().waitFor({ timeout: 60_000 });
  });
});
