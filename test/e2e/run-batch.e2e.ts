import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Workbench } from '../harness/workbench.ts';

describe('a CSV across models', () => {
  let bench: Workbench;
  const sample = 'gsm8k-sample.csv';

  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start({ files: [`data/${sample}`] });
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  const page = () => bench.webview();
  const button = (name: string | RegExp) => page().locator('vscode-button', { hasText: name }).first();
  const state = (name: string) => page().locator('abai-run-header .state', { hasText: name });
  const tab = (name: string | RegExp) => bench.page.locator('.tab', { hasText: name });

  /** Cells done, of how many. */
  async function cells(): Promise<[number, number]> {
    const text = (await page().locator('abai-run-header .figures').textContent()) ?? '';
    const [, done, total] = /([\d,]+)\s+of\s+([\d,]+)\s+cells/.exec(text) ?? [];
    assert.ok(done && total, text);
    return [Number(done.replaceAll(',', '')), Number(total.replaceAll(',', ''))];
  }

  it('begins from the context menu of the file, with everything filled in', async () => {
    const file = bench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: sample });
    await file.waitFor();
    await bench.contextMenu(file, 'Run CSV Batch Across Models');
    await tab(`New Run: ${sample}`).or(tab(sample)).first().waitFor();
    await page().getByRole('heading', { name: 'Run a table across models' }).waitFor();
    await page().locator('abai-model-chip').nth(2).waitFor();
    await page().locator('abai-model-chip', { hasText: 'Bard' }).locator('button').last().click();
    await page().locator('abai-model-chip').nth(2).waitFor({ state: 'detached' });
    assert.equal(await page().locator('textarea').first().inputValue(), '{{question}}');
    await page().getByLabel('Calls at once').fill('20');
    await button('Run All 50').waitFor();
    await page().getByRole('heading', { name: 'Run a table across models' }).scrollIntoViewIfNeeded();
    await bench.screenshots('run-setup');
  });

  it('is not offered on other files', async () => {
    const file = bench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'review.md' });
    await file.click({ button: 'right' });
    const menu = bench.page.locator('.monaco-menu');
    await menu.locator('.action-item', { hasText: 'Rename' }).first().waitFor();
    assert.equal(await menu.locator('.action-item', { hasText: 'Run CSV Batch' }).count(), 0);
    await bench.page.keyboard.press('Escape');
  });

  it('fills a grid while it runs', async () => {
    await button('Run All 50').click();
    await state('Running').waitFor();
    await page().locator('abai-run-grid .cell.succeeded').first().waitFor();
    await bench.page.locator('.statusbar-item', { hasText: /1 run \d+%/ }).waitFor();
    await bench.screenshot('run-grid-running');
  });

  it('shows how far it is while its tab is out of sight, and pauses there', async () => {
    await bench.openFile('review.md');
    const toast = await bench.message(/Running “gsm8k-sample\.csv × 2”/);
    await toast.filter({ hasText: /\d+ of 100 done/ }).waitFor();
    await bench.screenshot('run-progress');
    await toast.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await toast.waitFor({ state: 'hidden' });
    await bench.page.locator('.statusbar-item', { hasText: /1 run \d+%/ }).waitFor({ state: 'hidden' });
    await bench.showContainer('A-B/AI');
    await bench.treeRow(/50 rows × 2 models · paused at \d+%/).click();
    await state('Paused').waitFor();
    const [done, total] = await cells();
    assert.equal(total, 100);
    assert.ok(done > 0 && done < 100, `${done} cells were done at the pause`);
    await bench.screenshots('run-grid-paused');
  });

  it('is as it was after the window was reloaded, and goes on', async () => {
    const [before] = await cells();
    await bench.tabsSaved(({ shown }) => shown.includes('runId'));
    await bench.reload();
    await state('Paused').waitFor({ timeout: 60_000 });
    // A pause lets the calls that are under way end, and begins no others.
    const [after, total] = await cells();
    assert.equal(total, 100);
    assert.ok(
      after >= before && after < 100,
      `${before} cells were done before the reload, ${after} after it`,
    );
    await button('Resume').click();
    await state('Done').waitFor({ timeout: 60_000 });
    assert.deepEqual(await cells(), [100, 100]);
  });

  it('tells its end once, and shows in the history', async () => {
    const toast = await bench.message(/is done: 100 of 100 answered, free\./);
    await toast.locator('.monaco-button', { hasText: 'Export…' }).waitFor();
    assert.equal(await bench.page.locator('.notification-list-item', { hasText: 'is done' }).count(), 1);
    await bench.screenshot('run-told');
    await bench.showContainer('A-B/AI');
    const row = bench.treeRow(/50 rows × 2 models$/);
    await row.waitFor();
    await bench.screenshots('run-grid-done');
  });

  it('shows figures and plots in its summary', async () => {
    await page().getByRole('tab', { name: 'Summary' }).click();
    await page().locator('abai-run-summary svg').first().waitFor();
    await bench.screenshots('run-summary');
    await page().getByRole('tab', { name: 'Grid' }).click();
  });

  it('goes on in a window that was opened again, without anybody looking, and tells its end there', async function () {
    this.timeout(240_000);
    await bench.showContainer('Explorer');
    const file = bench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: sample });
    await bench.contextMenu(file, 'Run CSV Batch Across Models');
    // The model that was taken out of the last run stays out.
    await page().locator('abai-model-chip').nth(1).waitFor();
    assert.equal(await page().locator('abai-model-chip', { hasText: 'Bard' }).count(), 0);
    await page().getByText('Name and parameters for all models').click();
    await page().getByLabel('Name of the run').fill('Unattended');
    await page().getByLabel('Calls at once').fill('2'); // Half a minute for ten answers.
    await button('Run First 5 Rows').click();
    await state('Running').waitFor();
    await bench.runCommand('View: Close All Editors');
    await bench.tabsSaved(({ all }) => !all.includes('runId'));
    await bench.reload();
    await bench.page.locator('.statusbar-item', { hasText: /1 run \d+%/ }).waitFor({ timeout: 60_000 });
    assert.equal(await bench.page.locator('.tab').count(), 0);
    const toast = bench.page.locator('.notification-list-item', {
      hasText: '“Unattended” is done: 10 of 10 answered, free.',
    });
    await toast.waitFor({ timeout: 90_000 });
    await toast.locator('.monaco-button', { hasText: 'Open' }).click();
    await state('Done').waitFor();
    await bench.runCommand('View: Close All Editors');
    await bench.showContainer('A-B/AI');
    await bench.treeRow('gsm8k-sample.csv × 2').click();
    await state('Done').waitFor();
  });

  it('exports a CSV that opens in an editor', async () => {
    await button('Export…').click();
    await bench.pick('CSV');
    const file = path.join(bench.workspace, 'answers.csv');
    await bench.chooseFile(file);
    const toast = await bench.message(/Exported 50 rows to answers\.csv/);
    const lines = readFileSync(file, 'utf8');
    assert.match(lines, /^question,answer,expected,/);
    await toast.locator('.monaco-button', { hasText: 'Open' }).click();
    await tab('answers.csv').waitFor();
    await bench.page.locator('.monaco-editor[data-uri$="answers.csv"]').waitFor();
    await bench.screenshot('run-export-open');
  });

  it('is removed in the history, and comes back', async () => {
    await bench.showContainer('A-B/AI');
    const row = bench.treeRow(/50 rows × 2 models$/);
    await bench.contextMenu(row, 'Delete');
    await row.waitFor({ state: 'hidden' });
    const toast = await bench.message('Deleted “');
    await toast.locator('.monaco-button', { hasText: 'Undo' }).click();
    await row.waitFor();
  });
});
