import assert from 'node:assert/strict';
import { Workbench } from '../harness/workbench.ts';

describe('projects and profiles', () => {
  let bench: Workbench;

  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start();
    await bench.showContainer('A-B/AI');
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  const quickInput = () => bench.page.locator('.quick-input-widget');
  const rows = () => quickInput().locator('.monaco-list-row');
  const viewTitle = () => bench.page.locator('.sidebar .composite.title');

  it('make a project, which the history names', async () => {
    await bench.runCommand('A-B/AI: New Project…');
    await bench.enter('Satellites');
    await bench.treeRow('Satellites').filter({ hasText: 'current' }).waitFor();
    await bench.treeRow('My Project').waitFor();
    await viewTitle()
      .getByText(/History: Satellites/i)
      .waitFor();
  });

  it('set what a new comparison begins with', async () => {
    await bench.contextMenu(bench.treeRow('Satellites'), 'Project Settings…');
    await rows().filter({ hasText: 'Budget for a Month' }).click();
    await bench.enter('0.5');
    await rows().filter({ hasText: '$0.50' }).waitFor();
    await rows().filter({ hasText: 'System Prompt' }).click();
    // Without an editor there is one way only.
    await bench.enter('Answer in one word.');
    await rows().filter({ hasText: 'Answer in one word.' }).waitFor();
    await bench.screenshot('project-settings');
    await bench.page.keyboard.press('Escape');
    await bench.runCommand('A-B/AI: New Comparison');
    const system = bench.webview().getByRole('textbox', { name: 'System prompt' });
    await bench.until('the system prompt of the project', 20_000, async () => {
      return (await system.inputValue()) === 'Answer in one word.';
    });
  });

  it('rename from the tree, and switch from the list', async () => {
    await bench.contextMenu(bench.treeRow('Satellites'), 'Rename Project…');
    await bench.enter('Moons');
    await bench.treeRow('Moons').waitFor();
    await bench.runCommand('A-B/AI: Switch Project…');
    await rows().filter({ hasText: 'Moons' }).filter({ hasText: 'current' }).waitFor();
    await rows().filter({ hasText: 'My Project' }).hover();
    await bench.screenshot('switch-project');
    await rows().filter({ hasText: 'My Project' }).click();
    await bench.treeRow('My Project').filter({ hasText: 'current' }).waitFor();
  });

  it('archive, with an undo, and take out of the archive', async () => {
    await bench.contextMenu(bench.treeRow('Moons'), 'Archive Project…');
    await bench.treeRow('Moons').waitFor({ state: 'hidden' });
    const toast = await bench.message('Archived the project “Moons”.');
    await toast.locator('.monaco-button', { hasText: 'Undo' }).click();
    await bench.treeRow('Moons').waitFor();
  });

  it('keep what is in the composer as a profile, and offer it', async () => {
    await bench.runCommand('A-B/AI: New Comparison');
    const profiles = bench.webview().getByRole('button', { name: /Profiles/ });
    await profiles.click();
    await rows().filter({ hasText: 'Save the Composer as a Profile…' }).click();
    await bench.enter('Everyday');
    await rows().filter({ hasText: 'Everyday' }).hover();
    await bench.screenshot('profiles');
    assert.match((await rows().first().textContent()) ?? '', /Everyday/);
    await rows().filter({ hasText: 'Everyday' }).locator('.action-label[aria-label^="Delete"]').click();
    await rows().filter({ hasText: 'Everyday' }).waitFor({ state: 'hidden' });
    const toast = await bench.message('Deleted the profile “Everyday”.');
    await toast.locator('.monaco-button', { hasText: 'Undo' }).click();
    // The list goes when something else is clicked.
    await quickInput().waitFor({ state: 'hidden' });
    await profiles.click();
    await rows().filter({ hasText: 'Everyday' }).click();
    await quickInput().waitFor({ state: 'hidden' });
  });
});
