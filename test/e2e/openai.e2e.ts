import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { Workbench } from '../harness/workbench.ts';
import type { LoopbackServer } from '../providers/servers/loopback.ts';
import { startOpenAiServer } from '../providers/servers/openai.ts';

describe('OpenAI, spoken by a server of ours', () => {
  const rightKey = `sk-${randomBytes(16).toString('hex')}`;
  const wrongKey = `sk-${randomBytes(16).toString('hex')}`;
  let server: LoopbackServer;
  let bench: Workbench;

  before(async function () {
    this.timeout(120_000);
    server = await startOpenAiServer({
      key: rightKey,
      answer: (_request, prompt) => ({
        text: ['The kettle ', '**boils** ', `(${prompt.length} characters).`],
        usage: { input: 120, output: 12 },
      }),
    });
    bench = await Workbench.start({ settings: { 'abai.providers': { openai: { baseUrl: server.url } } } });
  });
  afterEach(() => bench.assertNoProblems());
  after(async () => {
    await bench.stop();
    await server.close();
  });

  const column = (name: string): Locator => bench.webview().locator('abai-column').filter({ hasText: name });

  it('asks for the key when a model is chosen that needs one, for the address of the settings', async () => {
    await bench.openFile('review.md');
    await bench.page.keyboard.press('Control+A');
    await bench.runCommand('A-B/AI: Compare Selection Across Models');
    await bench.pickMany(['demo:swift', 'openai:gpt-4o-mini']);
    const message = bench.quickInput.locator('.quick-input-message', { hasText: new URL(server.url).origin });
    await message.waitFor();
    await bench.enter(wrongKey);
  });

  it('says that the key was refused, and lets the other column go on', async () => {
    await column('Swift').locator('.state.complete').waitFor();
    const refused = column('OpenAI');
    await refused.locator('.state.failed').waitFor();
    await refused.getByText(/key/).first().waitFor();
    await bench.screenshot('key-refused-by-vendor');
  });

  it('goes on with the right key', async () => {
    await column('OpenAI').getByText('Set API Key…').click();
    await bench.enter(rightKey);
    await column('OpenAI').locator('.state.complete').waitFor();
    await column('OpenAI').locator('strong', { hasText: 'boils' }).waitFor();
    await column('OpenAI')
      .getByText(/\$0\.0000\d+/)
      .waitFor();
    const sent = server.requests.at(-1);
    assert.equal(sent?.headers.authorization, `Bearer ${rightKey}`);
    assert.match(JSON.stringify(sent?.body), /product review/);
  });

  it('keeps what came before a stream broke off', async () => {
    server.next({ text: ['Half of an '], cut: 'torn' });
    const box = bench.webview().getByRole('textbox', { name: 'Follow-up' });
    await box.fill('And the lid?');
    await box.press('Control+Enter');
    await column('OpenAI').locator('.state.failed').waitFor();
    await column('OpenAI').getByText('Half of an').waitFor();
    await bench.screenshot('cut-stream');
  });

  it('wrote neither key to any file but that of the secrets', async () => {
    const { profile } = bench.server;
    const files = readdirSync(profile, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/node_modules|extensions/.test(entry.parentPath))
      .map((entry) => path.join(entry.parentPath, entry.name));
    assert.ok(
      files.some((file) => file.endsWith('ab-ai.db')),
      'the database was not looked at',
    );
    for (const key of [rightKey, wrongKey]) {
      assert.deepEqual(
        files.filter((file) => readFileSync(file).includes(key)),
        [],
      );
    }
  });
});
