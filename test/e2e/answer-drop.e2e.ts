import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { Workbench } from '../harness/workbench.ts';

describe('what is dragged out of a comparison', () => {
  let bench: Workbench;
  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start();
    writeFileSync(notes(), 'Notes\n');
    await bench.openFile('notes.md');
    await bench.page.keyboard.press('Control+A');
    await bench.runCommand('A-B/AI: Compare Selection Across Models');
    await bench.pickMany(['demo:swift', 'demo:sage']);
    await bench.runCommand('View: Move Editor into Right Group');
    await bench.page.locator('.editor-group-container').nth(1).waitFor();
    await column('Sage').locator('.state.complete').waitFor({ timeout: 60_000 });
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  const notes = () => path.join(bench.workspace, 'notes.md');
  const column = (name: string) => bench.webview().locator('abai-column', { hasText: name });

  async function middleOf(target: Locator): Promise<[x: number, y: number]> {
    const { x, y, width, height } = (await target.boundingBox())!;
    return [x + width / 2, y + height / 2];
  }

  /** @returns what comes after the last line of the notes by it. VS Code in a browser saves them by itself. */
  async function droppedOnNotes(what: Locator, screenshot?: string): Promise<string> {
    const read = () => readFileSync(notes(), 'utf8');
    const before = read();
    const { mouse } = bench.page;
    const [x, y] = await middleOf(what);
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x + 10, y + 10, { steps: 5 });
    await mouse.move(...(await middleOf(bench.page.locator('.monaco-editor[data-uri$="notes.md"]'))), {
      steps: 10,
    });
    if (screenshot) await bench.screenshot(screenshot);
    await mouse.up();
    await bench.until('the dropped text', 10_000, async () => read().length > before.length);
    assert.equal(read().slice(0, before.length), before);
    return read().slice(before.length);
  }

  it('is an answer in Markdown, in the editor that a column’s head is dropped on', async () => {
    // The browser keeps what earlier tests copied.
    await bench.page.evaluate(() => navigator.clipboard.writeText(''));
    await column('Swift')
      .getByRole('button', { name: /^Copy answer/ })
      .click();
    let answer = '';
    await bench.until('the answer in the clipboard', 5000, async () => {
      answer = await bench.page.evaluate(() => navigator.clipboard.readText());
      return answer !== '';
    });
    assert.equal(await droppedOnNotes(column('Swift').locator('header h2'), 'answer-dropped'), answer);
  });

  it('is the code of a block whose line is dragged', async () => {
    const block = column('Sage').locator('.code-header').first();
    await block.scrollIntoViewIfNeeded();
    const code = await column('Sage').locator('pre code').first().textContent();
    assert.equal(await droppedOnNotes(block.locator('span').first()), `${code}\n`);
  });
});
