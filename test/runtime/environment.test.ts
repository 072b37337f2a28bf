import assert from 'node:assert/strict';
import type { ProviderEntry } from '../../src/core/ports/provider.ts';
import {
  environmentBatchPace,
  environmentEndpoints,
  environmentVault,
  keyHint,
} from '../../src/runtime/environment.ts';

const entry = (id: ProviderEntry['id'], key?: string, baseUrl?: string): ProviderEntry => ({
  id,
  name: id,
  needsKey: key !== undefined,
  environment: { ...(key ? { key } : {}), ...(baseUrl ? { baseUrl } : {}) },
  load: () => Promise.reject(new Error('not loaded here')),
});
const entries = [
  entry('openai', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'),
  entry('ollama', undefined, 'OLLAMA_HOST'),
];

describe('the environment', () => {
  it('gives keys by provider, and shows their last four characters only', async () => {
    const own = { OPENAI_API_KEY: ' sk-0123456789abcdef ', OPENAI_BASE_URL: 'https://gateway.example/v1' };
    const vault = environmentVault(entries, own);
    assert.equal(await vault.get('openai', 'https://gateway.example'), 'sk-0123456789abcdef');
    assert.equal(await vault.get('ollama', 'http://localhost:11434'), undefined);
    assert.deepEqual(await vault.hints(), { openai: 'cdef' });
    assert.equal(keyHint('short'), '');
    await assert.rejects(vault.set('openai', 'x', 'y'), /environment variables/);
  });
  it('gives a key for its own address alone: that of its base URL, else the usual one', async () => {
    const key = 'sk-0123456789abcdef';
    const openai = { ...entries[0]!, defaultBaseUrl: 'https://api.openai.com/v1' };
    const vaultOf = (baseUrl?: string) =>
      environmentVault([openai], { OPENAI_API_KEY: key, ...(baseUrl ? { OPENAI_BASE_URL: baseUrl } : {}) });
    const cases: [baseUrl: string | undefined, own: string][] = [
      [undefined, 'https://api.openai.com'],
      ['https://gateway.example/openai/v1', 'https://gateway.example'],
      ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ];
    for (const [baseUrl, own] of cases) {
      const vault = vaultOf(baseUrl);
      assert.deepEqual(await vault.origins?.(), { openai: own });
      assert.equal(await vault.get('openai', own), key);
      for (const foreign of [
        'https://api.openai.com.example',
        'https://api.openai.com:8443',
        'http://api.openai.com',
        'http://127.0.0.1:9999',
        '',
      ])
        assert.equal(await vault.get('openai', foreign), undefined, `${own} to ${foreign}`);
      if (baseUrl !== undefined) assert.equal(await vault.get('openai', 'https://api.openai.com'), undefined);
    }
    // Neither an address of its own nor a usual one: there is nowhere that it may be sent.
    const homeless = environmentVault([entries[0]!], { OPENAI_API_KEY: key });
    assert.equal(await homeless.get('openai', 'https://anywhere.example'), undefined);
    assert.equal(await vaultOf('not an address').get('openai', 'https://anywhere.example'), undefined);
  });
  it('gives base URLs, with the forms that OLLAMA_HOST has', () => {
    assert.deepEqual(environmentEndpoints(entries, { OPENAI_BASE_URL: 'http://127.0.0.1:8080/v1/' }), {
      openai: { baseUrl: 'http://127.0.0.1:8080/v1' },
    });
    assert.equal(
      environmentEndpoints(entries, { OLLAMA_HOST: '0.0.0.0:11434' }).ollama!.baseUrl,
      'http://127.0.0.1:11434',
    );
    assert.deepEqual(environmentEndpoints(entries, { OLLAMA_HOST: '  ' }), {});
  });
  it('says how soon a batch is looked at; what makes no sense is passed over', () => {
    const pace = environmentBatchPace({ ABAI_BATCH_POLL: '0.5' });
    assert.equal(pace?.firstMs, 500);
    assert.equal(pace?.longestMs, 10_000);
    for (const wrong of ['', 'often', '0', '-1', '999999'])
      assert.equal(environmentBatchPace({ ABAI_BATCH_POLL: wrong }), undefined);
  });
});
