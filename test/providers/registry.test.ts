import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { providerEntries } from '../../src/providers/registry.ts';

const folder = path.resolve(import.meta.dirname, '../../src/providers');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

/** Modules that a file loads as soon as it is loaded itself; imports of types alone are gone by then. */
function staticImports(file: string): string[] {
  const text = readFileSync(path.join(folder, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from '([^']+)'/gm)].map(
    (match) => match[1] ?? '',
  );
}

describe('providers/registry', () => {
  it('names every provider once', () => {
    const ids = providerEntries.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.length >= 7);
  });

  it('loads no SDK before the first call', () => {
    const sdk = /^(openai|@anthropic-ai\/sdk|@google\/genai|ollama)(\/|$)/;
    // A pure function on schemas, which brings nothing of the rest along.
    const pure = '@anthropic-ai/sdk/lib/transform-json-schema';
    for (const file of sources) {
      assert.deepEqual(
        staticImports(file).filter((name) => sdk.test(name) && name !== pure),
        [],
        file,
      );
    }
  });

  it('has entries that load nothing at all', () => {
    for (const file of sources.filter((name) => path.basename(name) === 'entry.ts')) {
      assert.deepEqual(staticImports(file), [], file);
    }
  });

  it('has the same files in every folder', () => {
    for (const { id } of providerEntries) {
      for (const file of ['entry.ts', 'provider.ts', 'capabilities.ts']) {
        assert.ok(existsSync(path.join(folder, id, file)), `${id}/${file} is missing`);
      }
    }
    for (const { id, defaultBaseUrl } of providerEntries) {
      if (defaultBaseUrl === undefined) continue;
      for (const file of ['to-wire.ts', 'from-wire.ts']) {
        assert.ok(existsSync(path.join(folder, id, file)), `${id}/${file} is missing`);
      }
    }
  });

  it('loads every adapter', async () => {
    for (const entry of providerEntries) {
      const provider = (await entry.load())({ baseUrl: entry.defaultBaseUrl ?? 'http://localhost:1', fetch });
      assert.equal(typeof provider.generate, 'function', entry.id);
    }
  });
});
