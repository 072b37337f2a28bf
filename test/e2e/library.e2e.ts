import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Workbench } from '../harness/workbench.ts';

/** What people keep for later: prompts, each in its versions, and profiles. */
describe('the library', () => {
  let bench: Workbench;

  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start();
    await bench.runCommand('A-B/AI: New Comparison');
    await prompt().waitFor();
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  const prompt = () => bench.webview().getByRole('textbox', { name: 'Prompt', exact: true });
  const row = (text: string) => bench.quickInput.locator('.monaco-list-row', { hasText: text });

  /** Opens a list of the composer. What came before may still be closing. */
  async function open(list: 'Saved prompts…' | 'Profiles…'): Promise<void> {
    await bench.quickInput.waitFor({ state: 'hidden' });
    await bench.webview().getByRole('button', { name: list }).click();
    await bench.quickInput.locator('.quick-input-list').waitFor();
  }

  async function press(of: string, button: string): Promise<void> {
    await row(of).hover();
    await row(of).locator(`.action-label[aria-label^="${button}"]`).click();
  }

  async function close(): Promise<void> {
    await bench.page.keyboard.press('Escape');
    await bench.quickInput.waitFor({ state: 'hidden' });
  }

  it('keeps a prompt that is written in the composer', async () => {
    await prompt().fill('Translate “{{text}}”.');
    await open('Saved prompts…');
    await row('Save Prompt…').click();
    await bench.enter('Translate');
    await open('Saved prompts…');
    await row('Translate “{{text}}”.').waitFor();
    await close();
  });

  it('gives a prompt another name', async () => {
    await open('Saved prompts…');
    await press('Translate', 'Rename Prompt');
    await bench.enter('Into Latin');
    await row('Into Latin').hover();
    await bench.screenshot('saved-prompts');
    await close();
  });

  it('makes what is written the next version of a prompt, by its button or by its name', async () => {
    await prompt().fill('Translate “{{text}}” into Latin.');
    await open('Saved prompts…');
    await press('Into Latin', 'Save What Is Written as Its Next Version');
    await open('Saved prompts…');
    await row('version 2').filter({ hasText: 'into Latin.' }).waitFor();
    await close();
    await prompt().fill('Say “{{text}}” in Latin.');
    await open('Saved prompts…');
    await row('Save Prompt…').click();
    await bench.enter('Into Latin');
    await bench.answerDialog('There is a prompt “Into Latin” already', 'Save New Version');
    await open('Saved prompts…');
    await row('version 3').filter({ hasText: 'Say “{{text}}” in Latin.' }).waitFor();
    await close();
  });

  it('puts a prompt into the composer with the values that it asks for', async () => {
    await prompt().fill('');
    await open('Saved prompts…');
    await row('Into Latin').click();
    await bench.enter('good morning');
    await bench.until('the prompt', 10_000, async () => {
      return (await prompt().inputValue()) === 'Say “good morning” in Latin.';
    });
  });

  it('deletes a prompt after asking', async () => {
    await open('Saved prompts…');
    await press('Into Latin', 'Delete Prompt');
    await bench.answerDialog('Delete the prompt “Into Latin” with all its versions?', 'Delete');
    await row('Save Prompt…').waitFor(); // The list is back.
    assert.equal(await row('Into Latin').count(), 0);
    await close();
  });

  it('keeps a profile with or without the prompt, and gives it another name', async () => {
    await open('Profiles…');
    await row('Save the Composer as a Profile…').click();
    await bench.enter('Everyday');
    await row('Without the Prompt').click();
    await press('Everyday', 'Rename');
    await bench.enter('Daily');
    await row('Daily').waitFor();
    assert.doesNotMatch((await row('Daily').textContent()) ?? '', /Latin/);
  });

  it('writes a profile to a file', async () => {
    await press('Daily', 'Export');
    const file = path.join(bench.workspace, 'daily.json');
    await bench.chooseFile(file);
    await row('Daily').waitFor();
    const { profiles } = JSON.parse(readFileSync(file, 'utf8'));
    assert.deepEqual(
      profiles.map(({ name, models }: { name: string; models: unknown[] }) => [name, models.length]),
      [['Daily', 3]],
    );
    await close();
  });

  it('replaces a profile by what is in the composer after asking', async () => {
    await bench.webview().locator('abai-model-chip', { hasText: 'Bard' }).locator('button').last().click();
    await open('Profiles…');
    await press('Daily', 'Replace');
    await bench.answerDialog('Replace the profile “Daily”?', 'Replace');
    await row('With the Prompt').filter({ hasText: 'good morning' }).click();
    await row('Daily').filter({ hasText: 'Swift' }).waitFor();
    assert.doesNotMatch((await row('Daily').textContent()) ?? '', /Bard/);
  });

  it('takes profiles in from a file, and asks before it replaces one', async () => {
    await bench.quickInput.locator('.action-label[aria-label^="Import Profiles"]').click();
    await bench.chooseFile(path.join(bench.workspace, 'daily.json'));
    await bench.answerDialog('There are profiles with these names already: “Daily”', 'Replace');
    await row('Daily').filter({ hasText: 'Bard' }).waitFor();
    await bench.screenshot('profiles-imported');
    await close();
  });
});
