import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { AbaiError } from '../../src/protocol/errors.ts';
import { end, text, usage, World } from './world.ts';

describe('provider settings', () => {
  let world: World;
  const key = randomBytes(16).toString('hex');
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  const save = (openai: object) => world.request('settings:save', { settings: { providers: { openai } } });

  it('keep the key in the vault, bound to its origin, and show its last four characters', async () => {
    const view = await save({ apiKey: key, endpointUrl: 'https://proxy.example/v1/', concurrency: 3 });
    assert.equal(view.providers.openai!.apiKey, `••••${key.slice(-4)}`);
    assert.equal(view.providers.openai!.endpointUrl, 'https://proxy.example/v1');
    assert.deepEqual(world.origins, { openai: 'https://proxy.example' });
    const everything = JSON.stringify([
      view,
      await world.request('settings:load', {}),
      world.events,
      world.logged,
    ]);
    assert.ok(!everything.includes(key.slice(0, 8)));
    await world.backend.close();
    await world.reopen();
    assert.deepEqual(await world.request('settings:load', {}), view);
  });

  it('leave a masked key as it is, and take an empty one away', async () => {
    await save({ apiKey: key });
    const view = await world.request('settings:load', {});
    await world.request('settings:save', {
      settings: { providers: { openai: { ...view.providers.openai! } } },
    });
    assert.equal(world.keys.openai, key);
    await save({ apiKey: '' });
    assert.equal(world.keys.openai, undefined);
    const [state] = await world.request('providers:list', {});
    assert.equal(state!.ready, false);
    assert.match(state!.reason!, /Set an API key/);
  });

  it('show the names of headers and hide their values', async () => {
    await save({ headers: { 'x-team': 'blue-team-token' } });
    const view = await save({ headers: { 'x-team': '••••', 'x-more': 'second-value' } });
    assert.deepEqual(view.providers.openai!.headers, { 'x-team': '••••', 'x-more': '••••' });
    const stored = await world.store.providerSettings.all();
    assert.deepEqual(stored.openai!.headers, { 'x-team': 'blue-team-token', 'x-more': 'second-value' });
  });

  for (const [endpointUrl, reason] of [
    ['http://models.example/v1', /plain http/],
    ['ftp://models.example', /must begin with https/],
    ['not an address', /not an address/],
    ['https://me:secret@models.example', /user name and password/],
  ] as const) {
    it(`refuse ${endpointUrl} and store nothing`, async () => {
      await assert.rejects(save({ endpointUrl, apiKey: key }), reason);
      assert.deepEqual(await world.store.providerSettings.all(), {});
      assert.notEqual(world.keys.openai, key);
    });
  }

  it('let plain http through on this machine, and elsewhere when it is allowed by name', async () => {
    await save({ endpointUrl: 'http://127.0.0.1:9/v1' });
    await save({ endpointUrl: 'http://models.example/v1', allowHttp: true });
  });

  it('name the providers there are when one is not known', async () => {
    await assert.rejects(
      world.request('settings:save', { settings: { providers: { opnai: { apiKey: key } } } }),
      (error: unknown) =>
        error instanceof AbaiError && error.code === 'not-found' && /openai/.test(error.message),
    );
  });

  it('store what a connection test found, also that it failed', async () => {
    world.connection = new AbaiError('auth', 'The key was refused.');
    const failed = await world.request('providers:test', { provider: 'openai' });
    assert.deepEqual(failed, {
      status: 'error',
      message: 'The key was refused.',
      testedAt: world.clock.now(),
    });
    world.connection = 'Connected.';
    const passed = await world.request('providers:test', { provider: 'openai' });
    assert.equal(passed.status, 'connected');
    assert.deepEqual((await world.request('settings:load', {})).providers.openai!.lastTest, passed);
  });

  it('take in what vendors list, with unknown cost, over a restart', async () => {
    world.listed = [{ id: 'one' }, { id: 'fresh-model', name: 'Fresh' }];
    assert.deepEqual(await world.request('models:refresh', {}), { added: 1, failures: [] });
    await world.backend.close();
    await world.reopen();
    const models = await world.request('models:get-all', {});
    const fresh = models.find((model) => model.id === 'fresh-model');
    assert.equal(fresh!.origin, 'vendor');
    const detail = await world.request('comparison:start', { prompt: 'Hi', models: ['fresh-model'] });
    (await world.call(0)).say(text('Hello'), usage(10, 10), end);
    const id = detail.messages[detail.comparison.threads[0]!.conversationId]!.at(-1)!.id;
    await world.until(async () => (await world.store.messages.get(id))!.status === 'complete');
    const message = await world.store.messages.get(id);
    assert.equal(message!.cost, null);
    assert.equal(message!.costBasis, 'unknown');
  });

  it('say which vendor could not list, and go on with the others', async () => {
    world.listed = new AbaiError('unavailable', 'Nobody there.');
    const { failures } = await world.request('models:refresh', {});
    assert.deepEqual(failures, [{ provider: 'openai', message: 'Nobody there.' }]);
  });
});
