import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { Workbench } from '../harness/workbench.ts';

const demoModels = ['demo:swift', 'demo:sage', 'demo:bard'];

describe('comparing a selection', () => {
  let bench: Workbench;

  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start();
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  const columns = (): Locator => bench.webview().locator('abai-column');
  const column = (name: string): Locator => columns().filter({ hasText: name });
  const inState = (scope: Locator, state: string): Locator => scope.locator(`.state.${state}`);

  async function compareSelection(file: string, models: string[]): Promise<void> {
    await bench.openFile(file);
    await bench.page.keyboard.press('Control+A');
    await bench.runCommand('A-B/AI: Compare Selection Across Models');
    await bench.pickMany(models);
  }

  it('begins with the demo models and streams into a column for each', async () => {
    await bench.openFile('review.md');
    await bench.page.keyboard.press('Control+A');
    await bench.runCommand('A-B/AI: Compare Selection Across Models');
    await bench.quickInput.getByText('3 Selected').waitFor();
    await bench.page.keyboard.press('Enter');
    await inState(columns(), 'generating').first().waitFor();
    assert.equal(await columns().count(), 3);
    await bench.screenshot('streaming');
    await inState(column('Bard'), 'complete').waitFor({ timeout: 60_000 });
    assert.equal(await inState(columns(), 'complete').count(), 3);
    for (const name of ['Swift', 'Sage', 'Bard']) {
      await column(name).getByText('not an AI').first().waitFor();
    }
    await column('Sage').locator('table').waitFor();
    await bench.page.locator('.tab', { hasText: 'A product review' }).waitFor();
    await bench.screenshots('compare');
  });

  it('stops one answer and then all', async () => {
    writeFileSync(path.join(bench.workspace, 'tides.md'), 'Why are there two tides a day? [demo:long]');
    await compareSelection('tides.md', demoModels);
    await inState(column('Bard'), 'generating').waitFor();
    await column('Bard').getByRole('button', { name: /^Stop/ }).click();
    await inState(column('Bard'), 'cancelled').waitFor();
    await inState(column('Sage'), 'generating').waitFor();
    await bench.webview().getByRole('button', { name: 'Stop All' }).click();
    await inState(column('Sage'), 'cancelled').waitFor();
    await bench.screenshot('stopped');
  });

  it('asks again for what was stopped', async () => {
    await column('Bard')
      .getByRole('button', { name: /^Retry/ })
      .first()
      .click();
    await inState(column('Bard'), 'generating').waitFor();
    await column('Bard').getByRole('button', { name: /^Stop/ }).click();
    await inState(column('Bard'), 'cancelled').waitFor();
  });

  it('keeps what was there when the window is reloaded in mid-stream', async () => {
    await compareSelection('review.md', demoModels);
    await inState(column('Sage'), 'complete').waitFor({ timeout: 60_000 });
    // A text that came in pieces and one that came whole differ in the white space between their blocks.
    const answers = async (name: string) => {
      const texts = await column(name).locator('abai-rich-text .text').allTextContents();
      return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
    };
    const [finished] = await answers('Sage');
    await bench.tabsSaved(({ shown }) => shown.includes('comparisonId'));
    const followUp = bench.webview().getByRole('textbox', { name: 'Follow-up' });
    await followUp.fill('And what about the handle? [demo:long]');
    await followUp.press('Control+Enter');
    await inState(column('Sage'), 'generating').waitFor();
    await bench.until('half a second of answer', 20_000, async () => {
      const [, later] = await answers('Sage');
      return (later ?? '').length > 100;
    });
    await bench.reload();
    await inState(column('Sage'), 'interrupted').waitFor();
    const [whole, part] = await answers('Sage');
    assert.equal(whole, finished);
    assert.ok((part ?? '').length > 20, `only this is left: ${part}`);
    await bench.screenshots('interrupted');
    await column('Sage')
      .getByRole('button', { name: /^Retry/ })
      .first()
      .click();
    await inState(column('Sage'), 'complete').waitFor({ timeout: 60_000 });
  });

  it('has in sight after a reload what the last window showed, before anything is asked', async () => {
    await bench.reload();
    await inState(column('Sage'), 'complete').waitFor();
    const sight = await bench.webview().locator('#abai-first-sight').textContent();
    assert.match(sight ?? '', /Demo answer/);
    // Read once, and gone: what it showed is in the database.
    await bench.reload();
    await inState(column('Sage'), 'complete').waitFor();
  });

  it('shows everything again when the tab was hidden', async () => {
    await bench.openFile('greet.py');
    await bench.webview().locator('body').waitFor({ state: 'detached' });
    await bench.page.locator('.tab', { hasText: 'A product review' }).last().click();
    await inState(column('Sage'), 'complete').waitFor();
    assert.equal(await columns().count(), 3);
  });

  it('shows everything again when the tab was moved', async () => {
    await bench.runCommand('View: Move Editor into Right Group');
    await bench.page.locator('.editor-group-container').nth(1).waitFor();
    await inState(column('Sage'), 'complete').waitFor();
    assert.equal(await columns().count(), 3);
  });

  it('is found in the history and opened from there', async () => {
    await bench.runCommand('View: Close All Editors');
    await bench.runCommand('A-B/AI: Show History');
    await bench.treeRow('A product review').first().click();
    await inState(columns(), 'complete').first().waitFor();
    assert.equal(await columns().count(), 3);
    await bench.screenshots('history');
  });

  async function choose(name: string, item: string): Promise<void> {
    await column(name)
      .getByRole('button', { name: /^More actions/ })
      .click();
    await bench.webview().getByRole('menuitem', { name: item }).click();
  }

  it('copies an answer', async () => {
    await column('Swift')
      .getByRole('button', { name: /^Copy answer/ })
      .click();
    await bench.until('the clipboard', 5000, async () => {
      const copied = await bench.page.evaluate(() => navigator.clipboard.readText());
      return copied.includes('Demo answer');
    });
  });

  it('opens an answer as a document', async () => {
    await choose('Swift', 'Open Answer in Editor');
    await bench.page.locator('.monaco-editor .view-line', { hasText: 'Demo answer' }).first().waitFor();
    await bench.runCommand('View: Revert and Close Editor');
  });

  it('marks the words in which answers differ, and shows how far they agree', async () => {
    await column('Swift')
      .getByRole('switch', { name: /^Compare others/ })
      .click();
    await column('Bard').locator('abai-answer-diff ins').first().waitFor();
    await bench.webview().getByRole('switch', { name: 'Show how far the answers agree' }).click();
    await bench.webview().getByRole('table', { name: 'Agreement' }).waitFor();
    await bench.screenshots('differences');
    await bench.webview().getByRole('switch', { name: 'Compare others with this answer: Swift' }).click();
    await bench.webview().getByRole('button', { name: 'Hide agreement' }).click();
  });

  it('gives one column the width, and takes it back on Escape', async () => {
    await column('Bard')
      .getByRole('switch', { name: /^Focus/ })
      .click();
    await column('Swift').getByRole('button', { name: /^Show/ }).waitFor();
    await bench.screenshot('focus');
    await bench.page.keyboard.press('Escape');
    await column('Swift').locator('.body').waitFor();
  });

  it("opens two answers in VS Code's diff editor", async () => {
    await choose('Swift', 'Open Diff with Bard');
    await bench.page.locator('.tab', { hasText: 'Swift ↔ Bard' }).waitFor();
    await bench.page.locator('.monaco-diff-editor .view-line', { hasText: 'Demo answer' }).first().waitFor();
    await bench.runCommand('View: Close Editor');
  });

  it('opens an empty composer without an editor, with the models chosen last', async () => {
    await bench.runCommand('View: Close All Editors');
    await bench.runCommand('A-B/AI: New Comparison');
    const prompt = bench.webview().getByRole('textbox', { name: 'Prompt' });
    await prompt.waitFor();
    await bench.webview().locator('abai-model-chip').nth(2).waitFor();
    await bench.screenshots('composer');
    await prompt.fill('How do tides work?');
    await prompt.press('Control+Enter');
    await inState(columns(), 'complete').first().waitFor();
    await bench.page.locator('.tab', { hasText: 'How do tides work?' }).waitFor();
  });

  it('says what failed in one column and goes on in the others', async () => {
    await bench.runCommand('A-B/AI: New Comparison');
    const prompt = bench.webview().getByRole('textbox', { name: 'Prompt' });
    await bench.webview().locator('abai-model-chip').nth(2).waitFor();
    await prompt.fill('Please break off. [demo:cut]');
    await prompt.press('Control+Enter');
    await inState(columns(), 'failed').nth(2).waitFor({ timeout: 60_000 });
    await bench.screenshot('failed');
  });

  it('takes a selection of a megabyte', async () => {
    const line = 'A long text that somebody wants to have read by a model that is patient enough.\n';
    writeFileSync(path.join(bench.workspace, 'long.txt'), line.repeat(13_000));
    await compareSelection('long.txt', ['demo:swift']);
    await inState(column('Swift'), 'complete').waitFor({ timeout: 60_000 });
    await bench
      .webview()
      .getByText(/Open all 1,0\d\d,\d{3} characters/)
      .waitFor();
    await bench.screenshot('megabyte');
  });

  it('is offered by the context menu of an editor and by its keys', async () => {
    await bench.openFile('greet.py');
    await bench.page.keyboard.press('Control+A');
    await bench.page.keyboard.press('Control+K');
    await bench.page.keyboard.press('Alt+C');
    await bench.quickInput.getByText('1 Selected').waitFor();
    await bench.page.keyboard.press('Escape');
    await bench.quickInput.waitFor({ state: 'hidden' });
    await bench.page.locator('.monaco-editor .view-line').first().click({ button: 'right' });
    const item = bench.page.locator('.monaco-menu .action-item', { hasText: 'Compare Selection' });
    await item.first().waitFor();
    await bench.screenshot('context-menu');
    await bench.page.keyboard.press('Escape');
  });

  it('refuses binary text with a sentence', async () => {
    await bench.runCommand('File: New Untitled Text File');
    await bench.page.locator('.monaco-editor.focused, .editor-instance').first().waitFor();
    await bench.page.evaluate(() => navigator.clipboard.writeText('PNG\0\0binary'));
    await bench.page.keyboard.press('Control+V');
    await bench.page.keyboard.press('Control+A');
    await bench.runCommand('A-B/AI: Compare Selection Across Models');
    await bench.message('holds binary data, which models cannot read');
  });
});
