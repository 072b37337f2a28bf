import assert from 'node:assert/strict';
import { TemporaryStore } from '../temporary-store.ts';

describe('settings', () => {
  let at: TemporaryStore;
  before(async () => {
    at = await TemporaryStore.open();
  });
  after(() => at.remove());

  it('hold any JSON value under a key', async () => {
    const { settings } = at.store;
    const values = { text: 'häß', list: [1, { a: null }], no: false, nothing: null };
    await at.write(...Object.entries(values).map(([key, value]) => settings.set(key, value)));
    await at.reopen();
    assert.deepEqual(await at.store.settings.all(), values);
    assert.deepEqual(await at.store.settings.get('list'), values.list);
    assert.equal(await at.store.settings.get('none'), undefined);
  });

  it('are replaced and deleted', async () => {
    const { settings } = at.store;
    await at.write(settings.set('text', 1), settings.delete('list'), settings.delete('none'));
    assert.equal(await settings.get('text'), 1);
    assert.equal(await settings.get('list'), undefined);
  });
});

describe('provider settings', () => {
  let at: TemporaryStore;
  before(async () => {
    at = await TemporaryStore.open();
  });
  after(() => at.remove());

  it('come back as they were stored, replaced as a whole, and go', async () => {
    const { providerSettings } = at.store;
    const full = {
      endpointUrl: 'https://models.example/v1',
      defaultModel: 'm',
      headers: { 'x-team': 'a' },
      models: ['m', 'n'],
      concurrency: 3,
      requestsPerMinute: 60,
      allowHttp: true,
      lastTest: { status: 'connected' as const, message: 'Connected.', testedAt: 1_700_000_000_000 },
    };
    await at.write(providerSettings.put('openai', full), providerSettings.put('ollama', {}));
    await at.reopen();
    assert.deepEqual(await at.store.providerSettings.all(), { ollama: {}, openai: full });
    await at.write(at.store.providerSettings.put('openai', { concurrency: 1 }));
    await at.write(at.store.providerSettings.remove('ollama'));
    assert.deepEqual(await at.store.providerSettings.all(), { openai: { concurrency: 1 } });
  });
});
