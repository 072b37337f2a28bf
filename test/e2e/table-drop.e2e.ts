import type { Locator } from 'playwright-core';
import { Workbench } from '../harness/workbench.ts';

describe('a table that is dragged from the Explorer', () => {
  let bench: Workbench;
  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start();
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  const explorerFile = (name: string) =>
    bench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
  const setupHeading = () => bench.webview().getByRole('heading', { name: 'Run a table across models' });

  /** Moves what is dragged to the middle of the target, and stays there: VS Code acts on what lingers. */
  async function linger(target: Locator, until: () => Promise<boolean>): Promise<void> {
    const { page } = bench;
    await target.waitFor();
    await bench.until('the drag to be taken', 10_000, async () => {
      const box = (await target.boundingBox())!;
      for (const off of [0, 2]) await page.mouse.move(box.x + box.width / 2 + off, box.y + box.height / 2);
      await page.waitForTimeout(100);
      return until();
    });
  }

  it('begins a run where it is dropped on the history', async function () {
    this.timeout(120_000);
    const { page } = bench;
    const file = explorerFile('questions.csv');
    await file.waitFor();
    // A history that is empty shows its first steps, and VS Code takes no drop there.
    await bench.contextMenu(file, 'Run CSV Batch Across Models');
    await setupHeading().waitFor();
    await bench
      .webview()
      .locator('vscode-button', { hasText: /^\s*Run/ })
      .first()
      .click();
    await bench.showContainer('A-B/AI');
    const row = bench.treeRow(/3 rows × /);
    await row.waitFor();
    await bench.runCommand('View: Close All Editors');
    await bench.showContainer('Explorer');

    const from = (await file.boundingBox())!;
    await page.mouse.move(from.x + 40, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + from.height / 2 + 10, { steps: 5 });
    const icon = page.locator('.activitybar .action-item', {
      has: page.locator('.action-label[aria-label^="A-B/AI"]'),
    });
    await linger(icon.first(), () => row.isVisible());
    const target = page.locator('.part.sidebar .pane-body .monaco-list').first();
    await linger(target, async () => (await page.locator('.part.sidebar .drop-target').count()) > 0);
    await bench.screenshot('table-drop');
    await page.mouse.up();
    await setupHeading().waitFor();
    await bench.webview().getByText('questions.csv').first().waitFor();
    await page.locator('.tab', { hasText: 'New Run: questions.csv' }).waitFor();
  });
});
