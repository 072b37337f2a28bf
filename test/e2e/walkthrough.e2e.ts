import assert from 'node:assert/strict';
import { Workbench } from '../harness/workbench.ts';

describe('the walkthrough', () => {
  let bench: Workbench;

  before(async () => {
    bench = await Workbench.start();
    await bench.setSize(1600, 900); // Narrower, VS Code leaves the pictures out.
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench?.stop());

  const step = (id: string) => bench.page.locator(`.getting-started-step[data-step-id$="#${id}"]`);

  it('shows four steps, each with a picture, none done yet', async () => {
    await bench.runCommand('Welcome: Open Walkthrough...');
    await bench.pick('Get Started with A-B/AI');
    await step('compare').waitFor();
    for (const id of ['compare', 'key', 'run', 'history']) {
      await step(id).click();
      await bench.page.locator(`.getting-started-step.expanded[data-step-id$="#${id}"]`).waitFor();
      const picture = bench.page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
      await picture.locator('svg').waitFor();
      await bench.screenshot(`walkthrough-${id}`);
    }
    assert.equal(await bench.page.locator('.getting-started-step .codicon.complete').count(), 0);
  });

  it('ticks a step off when its button was pressed', async () => {
    const done = (id: string) => step(id).locator('.codicon-getting-started-step-checked.complete').first();

    await step('key').click();
    await step('key').getByRole('button', { name: 'Set API Key' }).click();
    await bench.quickInput.waitFor();
    await bench.page.keyboard.press('Escape');
    await done('key').waitFor();

    await step('history').click();
    await step('history').getByRole('button', { name: 'Show History' }).click();
    await bench.page.locator('.pane-body', { hasText: 'Compare Selection' }).first().waitFor();
    await done('history').waitFor();

    await step('compare').click();
    await step('compare').getByRole('button', { name: 'New Comparison' }).click();
    await bench.webview().locator('abai-app').waitFor();
    await bench.page.locator('.pane-body').getByText('first steps').click();
    await done('compare').waitFor();
    assert.equal(await done('run').count(), 0);
    await bench.setTheme('light');
    await bench.screenshot('walkthrough-done');

    await step('run').click();
    await step('run').getByRole('button', { name: 'Run CSV Batch' }).click();
    await bench.quickInput.waitFor(); // VS Code's own file dialog in a browser.
    await bench.page.keyboard.press('Escape');
    await done('run').waitFor();
    await bench.setTheme('high-contrast');
    await bench.screenshot('walkthrough-done');
  });
});
