import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { extension, finished, startComparison } from './extension-under-test.ts';

const key = 'sk-proj-NeverToBeSeen-4f9a7c21d0e8';

function filesWith(folder: string, text: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  assert.ok(files.length > 0, `${folder} has no files: nothing was looked at`);
  return files
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}

describe('API keys', () => {
  it('make a provider ready, are bound to its address, and can be removed', async () => {
    const { window } = await extension();
    const vault = await window.vault();
    const state = async () =>
      (await window.link.request('providers:list', {})).find(({ id }) => id === 'openai');
    assert.equal((await state())?.ready, false);

    await vault.set('openai', key, 'https://api.openai.com');
    assert.equal((await state())?.ready, true);
    assert.equal((await state())?.keyHint, 'd0e8');
    assert.equal(await vault.get('openai', 'https://api.openai.com'), key);
    assert.equal(await vault.get('openai', 'https://elsewhere.example'), undefined);

    await vault.set('openai', key, 'https://elsewhere.example');
    assert.equal((await state())?.ready, false, 'a key for another address does not count');

    await vault.delete('openai');
    assert.equal((await state())?.ready, false);
  });

  it('never reach the database or the log', async () => {
    const { window } = await extension();
    const vault = await window.vault();
    await vault.set('openai', key, 'https://api.openai.com');
    try {
      const marker = 'A question to find in the files';
      const detail = await startComparison(marker, ['demo:swift']);
      await finished(detail.comparison.id);
      window.log.error('A failure that quotes a key', { error: new Error(`Incorrect API key: ${key}`) });
      const { globalStorageUri, logUri } = window.context;
      await window.link.reopen();
      assert.notDeepEqual(filesWith(globalStorageUri.fsPath, marker), [], 'the data is elsewhere');
      assert.deepEqual(filesWith(globalStorageUri.fsPath, key), []);
      assert.deepEqual(filesWith(logUri.fsPath, key), []);
    } finally {
      await vault.delete('openai');
    }
  });
});
