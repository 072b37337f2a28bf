import assert from 'node:assert/strict';
import { Workbench } from '../harness/workbench.ts';

describe('the composer', () => {
  let bench: Workbench;

  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start();
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  const button = (name: string | RegExp) => bench.webview().getByRole('button', { name });
  const prompt = () => bench.webview().getByRole('textbox', { name: 'Prompt', exact: true });
  const attached = () => bench.webview().locator('abai-composer').getByRole('list', { name: 'Attachments' });

  it('attaches the current file and one of the workspace, and keeps them over a reload', async () => {
    await bench.openFile('greet.py');
    await bench.runCommand('A-B/AI: New Comparison');
    await prompt().waitFor();
    await button('Attach…').click();
    await bench.pick('Current File');
    await attached().getByText('greet.py').waitFor();
    await prompt().pressSequentially('Does it fit with #');
    await bench.quickInput.getByText('Attach Files of the Workspace').waitFor();
    await bench.pickMany(['review.md']);
    await attached().getByText('review.md').waitFor();
    assert.equal(await prompt().inputValue(), 'Does it fit with `review.md`');
    await bench.screenshots('composer-attachments');
    await bench.tabsSaved(({ shown }) => shown.includes('review.md`'));
    await bench.reload();
    await attached().getByText('review.md').waitFor({ timeout: 30_000 });
    assert.equal(await prompt().inputValue(), 'Does it fit with `review.md`');
  });

  it('sends them, shows them below the question, and opens them from there', async () => {
    await button('Compare').click();
    const banner = bench.webview().locator('abai-turn-banner');
    await banner.getByRole('button', { name: 'greet.py' }).waitFor({ timeout: 60_000 });
    await bench.screenshot('question-with-attachments');
    await banner.getByRole('button', { name: 'review.md' }).click();
    await bench.page.locator('.tab.active', { hasText: 'review.md' }).waitFor();
    await bench.runCommand('View: Close Editor');
  });

  it('takes what was asked before into an empty prompt', async () => {
    await bench.runCommand('A-B/AI: New Comparison');
    await prompt().waitFor();
    await prompt().press('ArrowUp');
    await bench.until(
      'the last prompt',
      10_000,
      async () => (await prompt().inputValue()) === 'Does it fit with `review.md`',
    );
  });
});
