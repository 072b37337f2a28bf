import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Workbench } from '../harness/workbench.ts';

describe('Configure Provider', () => {
  let bench: Workbench;
  let server: Server;
  let url: string;

  before(async function () {
    this.timeout(120_000);
    server = createServer((request, response) => {
      const found = request.url?.endsWith('/models');
      response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ object: 'list', data: [{ id: 'lab-small', object: 'model' }] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    bench = await Workbench.start();
  });
  afterEach(() => bench.assertNoProblems());
  after(async () => {
    await bench.stop();
    server.close();
  });

  const row = (text: string | RegExp) =>
    bench.quickInput.locator('.monaco-list-row', { hasText: text }).first();
  const input = () => bench.quickInput.locator('input:visible').first();
  const title = (text: string) => bench.quickInput.locator('.quick-input-title', { hasText: text });
  const steps = () => title('Configure Provider: openai-compatible:lab');

  it('adds a server by a preset', async () => {
    await bench.runCommand('A-B/AI: Configure Provider');
    await row('Anthropic').waitFor();
    await bench.screenshot('configure-choose');
    await input().fill('Add an OpenAI');
    await row('Add an OpenAI-compatible server…').click();
    await row('LM Studio').filter({ hasText: 'http://localhost:1234/v1' }).click();
    await bench.quickInput.locator('.quick-input-message', { hasText: 'A short name' }).waitFor();
    await bench.enter('lab');
    await bench.quickInput.locator('.quick-input-message', { hasText: 'The base URL' }).waitFor();
    assert.equal(await input().inputValue(), 'http://localhost:1234/v1');
    await bench.enter(url);
    await steps().waitFor();
    await row('Base URL').filter({ hasText: url }).waitFor();
  });

  it('refuses what cannot be, takes what can, and comes back to the list', async () => {
    await row('Calls at once').click();
    await input().fill('many');
    await bench.quickInput.locator('.quick-input-message', { hasText: 'whole number above 0' }).waitFor();
    await bench.screenshot('configure-refused');
    await bench.enter('4');
    await steps().waitFor();
    await row('Calls at once').filter({ hasText: '4' }).waitFor();
    await row('Headers').click();
    await bench.enter('X-Team: blue');
    await row('Headers').filter({ hasText: 'X-Team' }).waitFor();
    assert.doesNotMatch((await row('Headers').textContent()) ?? '', /blue/, 'a header may hold a secret');
    await row('Further models').click();
    await title('Further models').waitFor();
    await bench.page.keyboard.press('Escape');
    await steps().waitFor();
    await bench.screenshot('configure-steps');
  });

  it('tests what is configured', async () => {
    await row('Test Connection').click();
    await bench.message(/openai-compatible:lab: .*model/i);
    await bench.screenshot('configure-tested');
  });

  it('forgets after asking', async () => {
    await bench.runCommand('A-B/AI: Configure Provider');
    await input().fill('lab');
    await row('lab')
      .filter({ hasText: new URL(url).host })
      .click();
    await steps().waitFor();
    await row('Forget key and settings').click();
    await bench.answerDialog('Forget the key and the settings', 'Forget');
    await bench.message('The key and the settings of openai-compatible:lab are forgotten.');
    await bench.runCommand('A-B/AI: Configure Provider');
    await input().fill('lab');
    await row(new URL(url).host).waitFor({ state: 'hidden' });
    await bench.page.keyboard.press('Escape');
  });

  it('is not needed for the demo models, which the picker lists below favourites that need a key', async () => {
    await bench.runCommand('Notifications: Clear All Notifications');
    await bench.openFile('review.md');
    await bench.page.keyboard.press('Control+A');
    await bench.runCommand('A-B/AI: Compare Selection Across Models');
    for (const model of ['anthropic:claude-opus-5-5', 'gemini:gemini-4']) {
      await input().fill(model);
      await row(model).hover();
      await row(model).locator('.action-label[aria-label="Add to favourites"]').click();
      await row('Favourites').waitFor(); // The list comes up again, without a filter.
    }
    await row('demo:swift').waitFor();
    await row('anthropic:claude-opus-5-5').filter({ hasText: 'needs an API key' }).waitFor();
    await bench.screenshot('model-picker');
    await bench.page.keyboard.press('Escape');
  });
});
