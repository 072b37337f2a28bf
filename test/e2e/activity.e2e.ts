import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { Workbench } from '../harness/workbench.ts';

describe('the activity', () => {
  let bench: Workbench;

  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start();
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  const button = (name: string | RegExp): Locator => bench.webview().getByRole('button', { name });
  const tab = (name: string): Locator => bench.page.locator('.tab', { hasText: name });
  const bar = (): Locator => bench.page.locator('.statusbar-item', { hasText: /in flight/ });

  it('is empty before anything was asked', async () => {
    await bench.runCommand('A-B/AI: Show Activity');
    await bench.webview().getByText('Nothing was asked in this time that fits.').waitFor();
    await bench.screenshots('activity-empty');
    await button('Show All').click();
    await bench.webview().getByText('Nothing was asked yet.').waitFor();
  });

  it('counts what is in flight in the status bar, which leads to it', async () => {
    await bench.runCommand('A-B/AI: New Comparison');
    await bench
      .webview()
      .getByRole('textbox', { name: 'Prompt' })
      .fill('Write at length about slow answers, please.');
    await button('Compare').click();
    await bar().waitFor({ timeout: 20_000 });
    await bar().hover();
    await bench.page.locator('.monaco-hover', { hasText: 'Show Activity' }).waitFor();
    await bench.screenshot('status-bar');
    await bar().waitFor({ state: 'hidden', timeout: 60_000 });
  });

  it('adds it up and lists each call, which leads back to the comparison', async () => {
    await bench.runCommand('A-B/AI: Show Activity');
    await bench.webview().getByRole('region', { name: 'Totals' }).waitFor();
    assert.equal(await bench.webview().getByRole('region', { name: 'Totals' }).getByRole('row').count(), 5);
    await bench.webview().getByText('All of this was free').waitFor();
    await bench.webview().getByRole('button', { name: 'Tokens', exact: true }).click();
    await bench.webview().getByRole('heading', { name: 'Tokens', exact: true }).waitFor();
    await bench.screenshots('activity');
    await bench.webview().getByRole('tab', { name: 'Single Calls' }).click();
    await bench.webview().locator('.call').nth(2).waitFor();
    await bench.screenshots('activity-calls');
    await bench
      .webview()
      .getByRole('button', { name: /^Write at length/ })
      .first()
      .click();
    await tab('Write at length').waitFor();
    await bench.webview().locator('abai-column').nth(2).waitFor();
  });

  it('shows the same after a reload', async () => {
    await tab('Activity').click();
    await bench.webview().locator('.call').nth(2).waitFor();
    await bench.tabsSaved(({ shown }) => shown.includes('"tab":"calls"'));
    await bench.reload();
    await tab('Activity').click();
    await bench.webview().locator('.call').nth(2).waitFor({ timeout: 30_000 });
  });

  it('writes the calls that fit to a file', async () => {
    await bench.webview().getByRole('searchbox', { name: 'Text' }).fill('AT LENGTH');
    await bench.webview().locator('.call').nth(2).waitFor();
    await button('Export…').click();
    await bench.pick('CSV');
    const file = path.join(bench.workspace, 'all-calls.csv');
    await bench.chooseFile(file);
    await bench.message(/Exported 3 rows to all-calls\.csv/);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n');
    assert.match(lines[0]!, /^time,kind,project,name,model,state,/);
    assert.equal(lines.length, 4);
  });
});
