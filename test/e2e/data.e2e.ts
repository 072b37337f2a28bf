import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Workbench } from '../harness/workbench.ts';

describe('the data commands', () => {
  let bench: Workbench;
  const name = 'Why is the sea salty?';

  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start();
    await bench.showContainer('A-B/AI');
    await bench.runCommand('A-B/AI: New Comparison');
    const prompt = bench.webview().getByRole('textbox', { name: 'Prompt' });
    await prompt.fill(name);
    await prompt.press('Control+Enter');
    await bench.webview().locator('abai-column .state.complete').nth(2).waitFor({ timeout: 60_000 });
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  const file = (base: string): string => path.join(bench.workspace, base);

  /** VS Code's own file dialog in a browser: a quick input with a path, which it sets itself while it reads folders. */
  async function chooseFile(chosen: string): Promise<void> {
    const input = bench.quickInput.locator('input[type="text"]').first();
    const accept = bench.quickInput.locator('.monaco-button', { hasText: /^(OK|Restore|Import|Save)$/ });
    await accept.first().waitFor();
    await bench.until(`the file dialog to take ${chosen}`, 20_000, async () => {
      if (!(await accept.first().isVisible())) return true;
      await input.fill(chosen);
      await bench.page.waitForTimeout(300);
      if ((await input.inputValue()) === chosen) await accept.first().click();
      return bench.quickInput.waitFor({ state: 'hidden', timeout: 1000 }).then(
        () => true,
        () => false,
      );
    });
  }

  it('search prompts and answers as one types', async () => {
    await bench.runCommand('A-B/AI: Search History');
    await bench.quickInput.locator('input[type="text"]').first().fill('salty');
    const row = bench.quickInput.locator('.monaco-list-row', { hasText: name }).first();
    await row.waitFor();
    assert.equal(await bench.quickInput.locator('.monaco-list-row').count(), 1);
    await bench.screenshot('search');
    await bench.page.keyboard.press('Escape');
  });

  it('say where the data is and how much there is', async () => {
    await bench.runCommand('A-B/AI: Show Storage');
    const dialog = bench.page.locator('.monaco-dialog-box', { hasText: 'The data of A-B/AI' });
    await dialog.getByText('ab-ai.db').waitFor();
    await dialog.getByText(/comparisons 1/).waitFor();
    await bench.screenshot('storage');
    await bench.page.keyboard.press('Escape');
  });

  it('write a backup', async () => {
    await bench.runCommand('A-B/AI: Back Up Data');
    await chooseFile(file('backup.db'));
    await bench.message('Backed up to');
    assert.equal(readFileSync(file('backup.db')).subarray(0, 15).toString(), 'SQLite format 3');
  });

  it('export the project', async () => {
    await bench.runCommand('A-B/AI: Export Project');
    await chooseFile(file('project.jsonl'));
    await bench.message('Exported “My Project”');
    assert.ok(readFileSync(file('project.jsonl'), 'utf8').includes(name));
  });

  it('delete nothing when the words are not written', async () => {
    await bench.runCommand('A-B/AI: Delete All Data');
    await bench.enter('yes');
    await bench.message('Nothing was deleted.');
    await bench.treeRow(name).waitFor();
  });

  it('delete everything when they are', async () => {
    await bench.runCommand('A-B/AI: Delete All Data');
    await bench.enter('delete everything');
    await bench.message('All data is deleted.');
    await bench.treeRow(name).waitFor({ state: 'hidden' });
    await bench.page.locator('.welcome-view-content').getByText('Compare Selection').waitFor();
  });

  it('take in an exported project', async () => {
    await bench.runCommand('A-B/AI: Import Project');
    await chooseFile(file('project.jsonl'));
    await bench.message('Imported “My Project”');
    await bench.page.locator('.pane-body .monaco-list-row', { hasText: 'My Project' }).first().waitFor();
  });

  it('restore a backup after a warning', async () => {
    await bench.runCommand('A-B/AI: Restore Data');
    await chooseFile(file('backup.db'));
    await bench.answerDialog('Replace all data by this backup?', 'Restore');
    await bench.message('The backup is restored.');
    // Now there is one project again; it is folded as the imported one was, whose id it has.
    await bench.until('one project', 10_000, async () => (await bench.treeRow('My Project').count()) === 1);
    await bench.treeRow('My Project').click();
    await bench.treeRow(name).waitFor();
    assert.ok(existsSync(file('backup.db')));
  });
});
