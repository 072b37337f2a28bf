import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createSecretVault } from '../../src/extension/vault.ts';

function secretStorage() {
  const secrets = new Map<string, string>();
  return {
    secrets,
    get: async (key: string) => secrets.get(key),
    // As slow as a real one, so that overlapping changes overlap.
    store: async (key: string, value: string) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      secrets.set(key, value);
    },
    delete: async (key: string) => {
      secrets.delete(key);
    },
  };
}

const key = 'sk-test-0123456789abcd';

describe('the vault over SecretStorage', () => {
  it('gives a key for the origin that it was saved for, and for no other', async () => {
    const vault = createSecretVault(secretStorage());
    await vault.set('openai', key, 'https://api.openai.com');
    assert.equal(await vault.get('openai', 'https://api.openai.com'), key);
    assert.equal(await vault.get('openai', 'https://evil.example'), undefined);
    assert.equal(await vault.get('anthropic', 'https://api.openai.com'), undefined);
    assert.deepEqual(await vault.origins(), { openai: 'https://api.openai.com' });
  });

  it('hints at the last four characters, and of a short key at nothing', async () => {
    const vault = createSecretVault(secretStorage());
    await vault.set('openai', key, 'https://a.example');
    await vault.set('grok', 'short', 'https://b.example');
    assert.deepEqual(await vault.hints(), { grok: '', openai: 'abcd' });
  });

  it('forgets a key', async () => {
    const storage = secretStorage();
    const vault = createSecretVault(storage);
    await vault.set('openai', key, 'https://a.example');
    await vault.delete('openai');
    assert.equal(await vault.get('openai', 'https://a.example'), undefined);
    assert.deepEqual(await vault.hints(), {});
    assert.ok(![...storage.secrets.values()].some((value) => value.includes(key)));
  });

  it('loses none of several keys that are saved at once', async () => {
    const vault = createSecretVault(secretStorage());
    const names = ['openai', 'anthropic', 'gemini', 'grok'];
    await Promise.all(names.map((name) => vault.set(name, key, 'https://a.example')));
    assert.deepEqual(Object.keys(await vault.hints()).sort(), [...names].sort());
  });

  it('takes a damaged entry for none', async () => {
    const storage = secretStorage();
    const vault = createSecretVault(storage);
    await vault.set('openai', key, 'https://a.example');
    storage.secrets.set('abai.key:openai', '{"key":');
    assert.equal(await vault.get('openai', 'https://a.example'), undefined);
    assert.deepEqual(await vault.hints(), {});
  });
});
