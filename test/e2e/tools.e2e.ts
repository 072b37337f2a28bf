import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { Workbench } from '../harness/workbench.ts';

describe('tools with approval', () => {
  let bench: Workbench;

  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start();
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  const column = (name: string): Locator => bench.webview().locator('abai-column').filter({ hasText: name });
  const inState = (scope: Locator, state: string): Locator => scope.locator(`.state.${state}`);

  it('are chosen in the composer, and each call waits for a word', async () => {
    await bench.runCommand('A-B/AI: New Comparison');
    const prompt = bench.webview().getByRole('textbox', { name: 'Prompt' }).first();
    await prompt.fill('Read the file greet.py and tell me whom it greets.');
    await bench
      .webview()
      .getByRole('button', { name: /^Tools…/ })
      .click();
    await bench.quickInput.getByText('list_files').waitFor();
    await bench.pickMany(['read_file']);
    await prompt.press('Control+Enter');
    for (const name of ['Swift', 'Sage', 'Bard']) {
      await inState(column(name), 'awaiting_tool_approval').first().waitFor({ timeout: 60_000 });
      await column(name).getByText('path: greet.py').waitFor();
    }
    await bench.screenshots('tools-waiting');
  });

  it('still wait after the window was reloaded', async () => {
    await bench.tabsSaved(({ shown }) => shown.includes('comparisonId'));
    await bench.reload();
    await inState(column('Swift'), 'awaiting_tool_approval').first().waitFor({ timeout: 60_000 });
  });

  it('run once they are approved, and the answer goes on from what they gave', async () => {
    await column('Bard').getByRole('button', { name: 'Deny: read_file to Bard' }).click();
    await column('Swift').getByRole('button', { name: 'Approve in All 2 Columns: read_file' }).click();
    for (const name of ['Swift', 'Sage', 'Bard']) {
      await inState(column(name), 'complete').first().waitFor({ timeout: 60_000 });
    }
    const swift = column('Swift');
    await swift.getByText('Tool said: greet.py').waitFor();
    await swift.locator('summary', { hasText: /^Result: \d+ lines/ }).click();
    await swift.locator('pre', { hasText: '1: def greet(names):' }).waitFor();
    await column('Bard').getByText('Denied', { exact: true }).waitFor();
    assert.equal(await column('Bard').locator('pre', { hasText: 'def greet' }).count(), 0);
    await bench.screenshots('tools-answered');
  });
});
