import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { Workbench } from '../harness/workbench.ts';

describe('judging answers', () => {
  let bench: Workbench;

  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start();
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  const button = (name: string | RegExp): Locator => bench.webview().getByRole('button', { name });
  const title = (at: number): Locator => bench.webview().locator('abai-column h2').nth(at);

  it('hides the names of a blind comparison until the vote, in a window that was reloaded too', async () => {
    await bench.runCommand('A-B/AI: New Comparison');
    await bench
      .webview()
      .getByRole('switch', { name: /^Blind/ })
      .click();
    await bench.webview().getByRole('textbox', { name: 'Prompt' }).fill('What makes a good review?');
    await button('Compare').click();
    await button('Best: Answer A').waitFor({ timeout: 60_000 });
    assert.match((await title(0).textContent()) ?? '', /Answer A/);
    await bench.screenshot('blind');
    await bench.tabsSaved(({ shown }) => shown.includes('comparisonId'));
    await bench.reload();
    await button('Best: Answer B').waitFor({ timeout: 30_000 });
    assert.equal(await bench.webview().getByText('Swift').count(), 0);
    await button('Best: Answer B').click();
    await bench
      .webview()
      .getByText(/You chose (Swift|Sage|Bard).*, without knowing the names\./)
      .waitFor();
    await bench.webview().locator('abai-column h2[title*="demo:"]').nth(2).waitFor();
    await bench.screenshots('voted');
  });

  it('knows the vote after a reload, and counts it in the standings', async () => {
    await bench.reload();
    await button('Take back').waitFor({ timeout: 30_000 });
    await button('Standings…').click();
    await bench.webview().getByText('1 vote in this project.').waitFor();
    assert.equal(await bench.webview().getByRole('row').count(), 3);
    await bench.page.locator('.tab', { hasText: 'Standings' }).waitFor();
    await bench.screenshots('standings');
    await button('Back').click();
    await button('Take back').click();
    await button('Take back').waitFor({ state: 'detached' });
  });

  it('shows standings by a command', async () => {
    await bench.runCommand('A-B/AI: Show Standings');
    await bench.webview().getByText('Nobody has voted in this project yet.').waitFor();
    await bench.screenshot('standings-empty');
  });
});
