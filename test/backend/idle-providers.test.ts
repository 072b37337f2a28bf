import assert from 'node:assert/strict';
import type { ResolvedEndpoint } from '../../src/backend/endpoint.ts';
import { IdleProviders } from '../../src/backend/idle-providers.ts';
import type { EndpointOptions, Provider } from '../../src/core/ports/provider.ts';
import { demoEntry } from '../../src/providers/demo/entry.ts';

const demo = (await demoEntry.load())({ baseUrl: '', fetch });

function endpoint(options: Partial<EndpointOptions> = {}): ResolvedEndpoint {
  return {
    name: 'openai',
    laneKey: 'openai',
    concurrency: undefined,
    requestsPerMinute: undefined,
    origin: '',
    options: { baseUrl: 'https://a.example/v1', fetch, ...options },
    extras: undefined,
  };
}

/** Lends adapters and keeps what each was made with. */
function lender() {
  const providers = new IdleProviders();
  const made: EndpointOptions[] = [];
  const create = (options: EndpointOptions): Provider => {
    made.push(options);
    return { ...demo };
  };
  const lend = (key: string, work: (provider: Provider) => Promise<void>, at = endpoint()) =>
    providers.lend(at, create, { apiKey: async () => key, onHeaders: () => {} }, work);
  return { made, lend };
}

describe('backend/idle-providers', () => {
  it('lends the same adapter to one call after another, each with its own key', async () => {
    const { made, lend } = lender();
    const keys: (string | undefined)[] = [];
    for (const key of ['first', 'second'])
      await lend(key, async () => void keys.push(await made[0]?.apiKey?.()));
    assert.deepEqual(keys, ['first', 'second']);
    assert.equal(made.length, 1);
  });

  it('knows no key between calls, also after one that failed', async () => {
    const { made, lend } = lender();
    await assert.rejects(
      lend('secret', () => Promise.reject(new Error('no'))),
      { message: 'no' },
    );
    assert.equal(await made[0]?.apiKey?.(), undefined);
  });

  it('never lends one adapter to two calls at a time', async () => {
    const { made, lend } = lender();
    await lend('outer', async (outer) => {
      await lend('inner', async (inner) => assert.notEqual(inner, outer));
      assert.equal(await made[0]?.apiKey?.(), 'outer');
    });
    assert.equal(made.length, 2);
  });

  it('makes another for another address or other headers', async () => {
    const { made, lend } = lender();
    const work = async () => {};
    await lend('key', work);
    await lend('key', work, endpoint({ baseUrl: 'https://b.example/v1' }));
    await lend('key', work, endpoint({ headers: { 'x-team': 'b' } }));
    assert.equal(made.length, 3);
  });

  it("keeps none of a window's own models", async () => {
    const { made, lend } = lender();
    const languageModels = { list: async () => [], generate: () => (async function* () {})() };
    for (let at = 0; at < 2; at++) await lend('key', async () => {}, endpoint({ languageModels }));
    assert.equal(made.length, 2);
  });
});
