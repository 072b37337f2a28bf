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

  it('say where calls go, and that the caller’s own settings stand before the stored ones', async () => {
    let view = await save({ endpointUrl: 'https://stored.example/v1', concurrency: 3 });
    assert.equal(view.providers.openai!.origin, 'https://stored.example');
    assert.equal(view.providers.openai!.decidedByClient, undefined);
    world.endpoints = { openai: { baseUrl: 'https://own.example/v1' } };
    view = await world.request('settings:load', {});
    const { origin, endpointUrl, concurrency, decidedByClient } = view.providers.openai!;
    assert.deepEqual(
      { origin, endpointUrl, concurrency, decidedByClient },
      {
        origin: 'https://own.example',
        endpointUrl: 'https://own.example/v1',
        concurrency: 3,
        decidedByClient: ['endpointUrl'],
      },
    );
    await save({ apiKey: key, endpointUrl: 'https://later.example' });
    assert.equal(world.origins.openai, 'https://own.example', 'bound to where it is sent');
  });

  it('ask for the key again when the address has changed', async () => {
    await save({ apiKey: key });
    const ready = async () => (await world.request('providers:list', {}))[0]!.ready;
    assert.equal(await ready(), true);
    const view = await save({ endpointUrl: 'https://elsewhere.example/v1' });
    assert.equal(view.providers.openai!.apiKey, undefined);
    assert.equal(view.providers.openai!.keyElsewhere, true);
    assert.equal(await ready(), false);
    const back = await save({ endpointUrl: '' });
    assert.equal(back.providers.openai!.keyElsewhere, undefined);
    assert.equal(await ready(), true);
  });

  it('bind a further key to the address of the first, unless it has one of its own', async () => {
    await save({ endpointUrl: 'https://proxy.example/v1', headers: { 'x-team': 'blue' } });
    const further = (change: object) =>
      world.request('settings:save', { settings: { providers: { 'openai#2': change } } });
    let view = await further({ apiKey: key });
    assert.equal(world.origins['openai#2'], 'https://proxy.example');
    assert.deepEqual(view.providers['openai#2']!.headers, { 'x-team': '••••' });
    view = await further({ apiKey: key, endpointUrl: 'https://third.example/v1' });
    assert.equal(world.origins['openai#2'], 'https://third.example');
    assert.equal(view.providers['openai#2']!.headers, undefined, 'headers stay with their address');
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

  it('lay the caller’s own models over all others, and leave out what is no model', async () => {
    world.models = [
      { provider: 'openai', id: 'one', name: 'My One', pricing: { prompt: 7, completion: 8 } },
      { provider: 'openai', id: 'mine' },
      { provider: 'openai' },
      { provider: 'anthropic', id: 'not-built-in-here' },
    ];
    const models = await world.request('models:get-all', {});
    assert.equal(models.length, 4);
    const one = models.find(({ id }) => id === 'one');
    assert.deepEqual([one?.name, one?.pricing?.prompt, one?.origin], ['My One', 7, 'user']);
    const mine = models.find(({ id }) => id === 'mine');
    assert.deepEqual([mine?.name, mine?.pricing], ['mine', undefined]);
    await world.request('comparison:start', { prompt: 'Hi', models: ['openai:mine'] });
    assert.equal((await world.call(0)).request.model.id, 'mine');
  });

  it('mark the models that a server has on its disk and in its memory', async () => {
    world.listed = [
      { id: 'one', installed: true, loaded: true },
      { id: 'fresh', installed: true },
    ];
    await world.request('models:refresh', {});
    const models = await world.request('models:get-all', {});
    assert.deepEqual(
      models.map(({ id, installed, loaded }) => [id, installed, loaded]),
      [
        ['one', true, true],
        ['two', false, false],
        ['three', false, false],
        ['fresh', true, false],
      ],
    );
  });

  it('say which vendor could not list, and go on with the others', async () => {
    world.listed = new AbaiError('unavailable', 'Nobody there.');
    const { failures } = await world.request('models:refresh', {});
    assert.deepEqual(failures, [{ provider: 'openai', message: 'Nobody there.' }]);
  });
});
