import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProviderEntry } from '../../src/core/ports/provider.ts';
import { environmentVault } from '../../src/runtime/environment.ts';
import { hasUnprotectedKeys, keyFileVault, vaultWithFallback } from '../../src/runtime/key-file-vault.ts';

const origin = 'https://api.openai.com';

describe('the key file', () => {
  let folder: string;
  const key = randomBytes(16).toString('hex');
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'abai-keys-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('gives a key back to another process, for its own origin only', async () => {
    await keyFileVault({ folder }).set('openai', key, origin);
    const other = keyFileVault({ folder });
    assert.equal(await other.get('openai', origin), key);
    assert.equal(await other.get('openai', 'https://elsewhere.example'), undefined);
    assert.deepEqual(await other.hints(), { openai: key.slice(-4) });
    await other.delete('openai');
    assert.equal(await other.get('openai', origin), undefined);
  });

  it('holds no eight characters of a key, and is for its user alone', async () => {
    await keyFileVault({ folder }).set('openai', key, origin);
    for (const name of await readdir(folder)) {
      const text = await readFile(join(folder, name), 'utf8');
      for (let at = 0; at + 8 <= key.length; at += 1) assert.ok(!text.includes(key.slice(at, at + 8)), name);
      if (process.platform !== 'win32') assert.equal((await stat(join(folder, name))).mode & 0o077, 0, name);
    }
    assert.deepEqual((await readdir(folder)).sort(), ['keys.json', 'keys.secret']);
  });

  it('opens with its passphrase and with no other', async () => {
    await keyFileVault({ folder, passphrase: 'open sesame' }).set('openai', key, origin);
    assert.deepEqual(await readdir(folder), ['keys.json']);
    assert.equal(await keyFileVault({ folder, passphrase: 'open sesame' }).get('openai', origin), key);
    await assert.rejects(
      keyFileVault({ folder, passphrase: 'other' }).get('openai', origin),
      /cannot be opened/,
    );
    await assert.rejects(keyFileVault({ folder }).get('openai', origin), /ABAI_PASSPHRASE/);
  });

  it('is protected as a whole from the first key that is saved with a passphrase', async () => {
    await keyFileVault({ folder }).set('openai', key, origin);
    assert.equal(hasUnprotectedKeys(folder), true);
    const vault = keyFileVault({ folder, passphrase: 'open sesame' });
    assert.equal(await vault.get('openai', origin), key);
    await vault.set('gemini', 'another', origin);
    assert.equal(hasUnprotectedKeys(folder), false);
    assert.deepEqual(await readdir(folder), ['keys.json'], 'nothing is left that opens it without');
    const later = keyFileVault({ folder, passphrase: 'open sesame' });
    assert.deepEqual(
      [await later.get('openai', origin), await later.get('gemini', origin)],
      [key, 'another'],
    );
    await assert.rejects(keyFileVault({ folder }).get('openai', origin), /ABAI_PASSPHRASE/);
  });

  it('takes no second passphrase beside its own', async () => {
    await keyFileVault({ folder, passphrase: 'open sesame' }).set('openai', key, origin);
    const text = await readFile(join(folder, 'keys.json'), 'utf8');
    await assert.rejects(
      keyFileVault({ folder, passphrase: 'other' }).set('gemini', 'x', origin),
      /protected by another passphrase/,
    );
    assert.equal(await readFile(join(folder, 'keys.json'), 'utf8'), text);
    // The only key may be saved anew: nothing of the old one is needed.
    await keyFileVault({ folder, passphrase: 'other' }).set('openai', 'new', origin);
    assert.equal(await keyFileVault({ folder, passphrase: 'other' }).get('openai', origin), 'new');
  });

  it('does not open a key that was moved to another name or origin', async () => {
    const vault = keyFileVault({ folder });
    await vault.set('openai', key, origin);
    const file = join(folder, 'keys.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(origin, 'https://evil.example'));
    await assert.rejects(vault.get('openai', 'https://evil.example'), /cannot be opened/);
    await writeFile(file, text.replace('"openai"', '"gemini"'));
    await assert.rejects(vault.get('gemini', origin), /cannot be opened/);
  });

  it('says what to do about a file that is broken', async () => {
    await writeFile(join(folder, 'keys.json'), '{"version":1,');
    await assert.rejects(
      keyFileVault({ folder }).get('openai', origin),
      /move it away and set your keys again/,
    );
  });

  it('stands behind the environment where that has a key for another address', async () => {
    const file = keyFileVault({ folder });
    await file.set('openai', key, 'https://gateway.example');
    assert.deepEqual(await file.origins?.(), { openai: 'https://gateway.example' });
    const openai: ProviderEntry = {
      id: 'openai',
      name: 'OpenAI',
      needsKey: true,
      defaultBaseUrl: origin,
      environment: { key: 'OPENAI_API_KEY' },
      load: () => Promise.reject(new Error('not loaded here')),
    };
    const both = vaultWithFallback(environmentVault([openai], { OPENAI_API_KEY: 'from-environment' }), file);
    assert.equal(await both.get('openai', origin), 'from-environment');
    assert.equal(await both.get('openai', 'https://gateway.example'), key);
    assert.equal(await both.get('openai', 'https://elsewhere.example'), undefined);
    // Which of the two a call takes is clear with its address; until then there is a key, without its last letters.
    assert.deepEqual([await both.hints(), await both.origins?.()], [{ openai: '' }, {}]);
  });

  it('stands behind the environment', async () => {
    const file = keyFileVault({ folder });
    await file.set('openai', key, origin);
    await file.set('gemini', key, origin);
    const environment = {
      ...file,
      get: async (name: string) => (name === 'openai' ? 'from-env' : undefined),
      hints: async () => ({ openai: '-env' }),
    };
    const both = vaultWithFallback(environment, file);
    assert.equal(await both.get('openai', origin), 'from-env');
    assert.equal(await both.get('gemini', origin), key);
    assert.deepEqual(await both.hints(), { openai: '-env', gemini: key.slice(-4) });
  });
});
