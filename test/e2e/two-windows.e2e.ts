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

  /** All that a person reads in the panel, whichever element draws it. */
  function textOf(bench: Workbench): Promise<string> {
    return bench
      .webview()
      .locator('abai-app')
      .evaluate((app) => {
        const words: string[] = [];
        const read = (node: Node): void => {
          if (node instanceof Text) words.push(node.data.trim());
          // What is said to screen readers depends on when the panel was opened.
          if (node instanceof Element && node.matches('style, [role=log]')) return;
          if (node instanceof Element && node.shadowRoot) read(node.shadowRoot);
          for (const child of node.childNodes) read(child);
        };
        read(app);
        return words.filter((word) => word !== '').join('\n');
      });
  }

  async function assertSameText(what: RegExp): Promise<void> {
    let texts: string[] = [];
    await second
      .until('the same text in both windows', 20_000, async () => {
        texts = await Promise.all([first, second].map(textOf));
        return texts[0] === texts[1] && what.test(texts[0] ?? '');
      })
      .catch(() => assert.equal(texts[0], texts[1]));
    assert.match(texts[0]!, what);
  }

  describe('with one comparison open in both', () => {
    const name = 'Open in both windows';
    const third = (bench: Workbench): Locator => columns(bench).locator('.state.complete').nth(2);
    const button = (bench: Workbench, label: string | RegExp): Locator =>
      bench.webview().getByRole('button', { name: label });

    it('show the same answers', async () => {
      await ask(second, name);
      await third(second).waitFor({ timeout: 60_000 });
      await first.treeRow(name).click();
      await third(first).waitFor();
      await assertSameText(/Swift[\s\S]*Which answer is best\?/);
    });

    it('show the same vote, and the one that was cast last', async () => {
      await button(second, 'Tie').click();
      await first.webview().getByRole('button', { name: 'Tie', pressed: true }).waitFor();
      await button(first, 'All bad').click();
      await second.webview().getByRole('button', { name: 'All bad', pressed: true }).waitFor();
      await second.webview().getByText('judged anew elsewhere').waitFor();
      await button(second, 'Dismiss').click();
      await assertSameText(/All bad/);
    });

    it('show the same branch, and tell who was overruled', async () => {
      await button(second, /^Regenerate answer/)
        .first()
        .click();
      await third(second).waitFor({ timeout: 60_000 });
      await button(first, /^Previous answer/).click();
      await second.webview().getByText('chosen elsewhere').waitFor();
      await second.screenshot('overruled');
      await button(second, 'Dismiss').click();
      await assertSameText(/1\s*(of|\/)\s*2/);
    });

    it('show the same turn, which goes on with that branch', async () => {
      const box = second.webview().getByRole('textbox', { name: 'Follow-up' });
      await box.fill('And what else?');
      await box.press('Control+Enter');
      await first.webview().getByText('And what else?').nth(2).waitFor();
      await third(second).waitFor({ timeout: 60_000 });
      await assertSameText(/(And what else\?[\s\S]*){3}/);
    });

    it('show the same name, and tell the window that was overruled', async () => {
      await first.contextMenu(first.treeRow(name), 'Rename…');
      await first.enter('Named by the first');
      const row = second.treeRow('Named by the first');
      await row.waitFor();
      await second.contextMenu(row, 'Rename…');
      await second.enter('Named by the second');
      await first.message(
        'It is called “Named by the second” now: another window renamed it just after you.',
      );
      await first.treeRow('Named by the second').waitFor();
      await assertSameText(/And what else/);
    });
  });

  describe('when one closes', () => {
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
});
