import assert from 'node:assert/strict';
import { Workbench } from '../harness/workbench.ts';

describe('API keys', () => {
  let bench: Workbench;

  before(async function () {
    this.timeout(120_000);
    bench = await Workbench.start();
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench.stop());

  const inputMessage = () => bench.quickInput.locator('.quick-input-message');

  it('are asked for, checked and saved by the command', async () => {
    await bench.runCommand('A-B/AI: Set API Key');
    const row = bench.quickInput.locator('.monaco-list-row', { hasText: 'OpenAI' }).first();
    assert.match((await row.textContent()) ?? '', /no key yet/);
    await bench.pick('OpenAI');
    await inputMessage().filter({ hasText: 'https://api.openai.com' }).waitFor();
    const input = bench.quickInput.locator('input').first();
    assert.equal(await input.getAttribute('type'), 'password');
    await input.fill('two words');
    await inputMessage().filter({ hasText: 'no spaces' }).waitFor();
    await bench.screenshot('key-refused');
    await bench.enter('sk-proj-0123456789-wxyz');
    await bench.message('The key for OpenAI is saved.');
  });

  it('show as their last four characters only', async () => {
    await bench.runCommand('A-B/AI: Set API Key');
    const row = bench.quickInput.locator('.monaco-list-row', { hasText: 'OpenAI' }).first();
    await row.filter({ hasText: 'key …wxyz' }).waitFor();
    await bench.screenshot('providers');
    await bench.page.keyboard.press('Escape');
  });

  it('are removed by the command', async () => {
    await bench.runCommand('A-B/AI: Remove API Key');
    await bench.pick('OpenAI');
    await bench.message('The key for OpenAI is removed.');
    await bench.runCommand('A-B/AI: Remove API Key');
    await bench.message('No API key is saved.');
  });

  it('are asked for by the model picker when a chosen model needs one', async () => {
    await bench.openFile('review.md');
    await bench.page.keyboard.press('Control+A');
    await bench.runCommand('A-B/AI: Compare Selection Across Models');
    const openAi = bench.quickInput.locator('.monaco-list-row', { hasText: 'openai:' }).first();
    const filter = bench.quickInput.locator('input[type="text"]:visible').first();
    await filter.fill('openai:'); // The list renders only what is in sight.
    await openAi.filter({ hasText: 'needs an API key' }).waitFor();
    await bench.screenshot('model-picker');
    await openAi.click();
    await bench.page.keyboard.press('Enter');
    await inputMessage().filter({ hasText: 'https://api.openai.com' }).waitFor();
    // Who sets none comes back to the list with the choice as it was.
    await bench.page.keyboard.press('Escape');
    await bench.quickInput.locator('.quick-input-header > .monaco-checkbox').waitFor();
    await filter.fill('openai:');
    await openAi.filter({ hasText: 'needs an API key' }).waitFor();
    await bench.page.keyboard.press('Escape');
    await bench.quickInput.waitFor({ state: 'hidden' });
  });
});
