import assert from 'node:assert/strict';
import type { LocalModels, PullProgress, RunningModel } from '../../src/core/ports/local-models.ts';
import type { ProviderEntry } from '../../src/core/ports/provider.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { World } from './world.ts';

/** One pull that the server was asked for; the test says how it goes. */
interface ServedPull {
  id: string;
  signal: AbortSignal;
  tell(progress: PullProgress): void;
  finish(error?: Error): void;
}

/** A server of the user's own, in memory. */
class FakeServer implements LocalModels {
  readonly disk = new Map([['small:latest', 1000]]);
  readonly memory = new Map<string, RunningModel>();
  readonly keptAlive: unknown[] = [];
  readonly pulls: ServedPull[] = [];
  /** Thrown by everything while it is set. */
  down: AbaiError | undefined;

  readonly entry: ProviderEntry = {
    id: 'ollama',
    name: 'Ollama',
    needsKey: false,
    defaultBaseUrl: 'http://localhost:1',
    loadLocalModels: async () => () => this,
    load: async () => () => ({
      capabilities: () => assert.fail('not asked in these tests'),
      generate: () => assert.fail('not asked in these tests'),
      testConnection: async () => '',
      listModels: async () =>
        [...this.disk.keys()].map((id) => ({ id, installed: true, loaded: this.memory.has(id) })),
    }),
  };

  #up(): void {
    if (this.down) throw this.down;
  }

  async installed() {
    this.#up();
    return [...this.disk].map(([id, sizeBytes]) => ({ id, sizeBytes }));
  }

  async running() {
    this.#up();
    return [...this.memory.values()];
  }

  async show() {
    this.#up();
    return { capabilities: ['completion'], contextSize: 4096 };
  }

  async load(id: string, { keepAlive }: { keepAlive?: string | number }) {
    this.#up();
    this.keptAlive.push(keepAlive);
    this.memory.set(id, { id, vramBytes: 500, expiresAt: keepAlive === -1 ? 9e15 : 1000 });
  }

  async unload(id: string) {
    this.memory.delete(id);
  }

  async *pull(id: string, { signal }: { signal: AbortSignal }): AsyncGenerator<PullProgress> {
    this.#up();
    const told: (PullProgress | Error | 'end')[] = [];
    let wake = () => {};
    const push = (item: PullProgress | Error | 'end') => {
      told.push(item);
      wake();
    };
    this.pulls.push({ id, signal, tell: push, finish: (error) => push(error ?? 'end') });
    signal.addEventListener('abort', () => push(new AbaiError('cancelled', 'Stopped.')));
    for (;;) {
      const next = told.shift();
      if (next === 'end') break;
      if (next instanceof Error) throw next;
      if (next) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    this.disk.set(id, 2000);
  }
}

describe('local models', () => {
  let server: FakeServer;
  let world: World;
  beforeEach(async () => {
    server = new FakeServer();
    world = await World.open([server.entry]);
  });
  afterEach(() => world.dispose());

  const served = async (index: number) => {
    await world.until(() => server.pulls.length > index);
    return server.pulls[index]!;
  };

  it('are listed with what is installed and loaded', async () => {
    await world.request('local-models:load', { id: 'small:latest' });
    assert.deepEqual(await world.request('local-models:list', {}), [
      { id: 'small:latest', name: 'small:latest', installed: true, loaded: true, sizeBytes: 1000 },
    ]);
    assert.deepEqual(await world.request('local-models:show', { id: 'small:latest' }), {
      id: 'small:latest',
      capabilities: ['completion'],
      contextSize: 4096,
    });
  });

  it('are pulled with progress; the model is there for everyone when the answer comes', async () => {
    const pulling = world.request('local-models:pull', { id: 'big' });
    const pull = await served(0);
    assert.equal(pull.id, 'big:latest');
    pull.tell({ status: 'pulling aaa', completedBytes: 40, totalBytes: 100 });
    const expected = {
      provider: 'ollama',
      id: 'big:latest',
      status: 'pulling aaa',
      completedBytes: 40,
      totalBytes: 100,
    };
    await world.until(
      async () => (await world.request('local-models:pulls', {}))[0]?.status === 'pulling aaa',
    );
    assert.deepEqual(await world.request('local-models:pulls', {}), [expected]);
    assert.deepEqual(world.events, []);
    pull.finish();
    assert.deepEqual(await pulling, { id: 'big:latest' });
    assert.deepEqual(await world.request('local-models:pulls', {}), []);
    assert.deepEqual(
      world.events.map(({ type }) => type),
      ['models:changed'],
    );
    const known = await world.request('models:get-all', {});
    assert.equal(known.find(({ id }) => id === 'big:latest')?.origin, 'vendor');
  });

  it('are pulled once for two who ask, until both have gone', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const pulls = [first, second].map(({ signal }) =>
      world.request('local-models:pull', { id: 'big' }, signal),
    );
    const pull = await served(0);
    const refused = pulls.map((promise) =>
      assert.rejects(promise, (error: AbaiError) => error.code === 'cancelled'),
    );
    await world.request('local-models:pulls', {});
    first.abort();
    await refused[0];
    assert.equal(pull.signal.aborted, false);
    assert.equal((await world.request('local-models:pulls', {})).length, 1);
    second.abort();
    await refused[1];
    assert.equal(pull.signal.aborted, true);
    assert.equal(server.pulls.length, 1);
    assert.deepEqual(await world.request('local-models:pulls', {}), []);

    const again = world.request('local-models:pull', { id: 'big' });
    (await served(1)).finish();
    await again;
  });

  it('tell why a pull failed, and let it be tried again', async () => {
    const pulling = world.request('local-models:pull', { id: 'nonesuch' });
    (await served(0)).finish(new AbaiError('not-found', 'There is no model "nonesuch".'));
    await assert.rejects(pulling, /no model "nonesuch"/);
    assert.deepEqual(await world.request('local-models:pulls', {}), []);
    assert.deepEqual(world.events, []);
  });

  it('stop being pulled when the back end closes', async () => {
    const refused = assert.rejects(world.request('local-models:pull', { id: 'big' }), AbaiError);
    const pull = await served(0);
    await world.backend.close();
    assert.equal(pull.signal.aborted, true);
    await refused;
  });

  it('are loaded for as long as asked, told of, and unloaded', async () => {
    await world.request('local-models:load', { id: 'small:latest', keepAlive: '30m' });
    assert.deepEqual(await world.request('local-models:status', {}), [
      { id: 'small:latest', vramBytes: 500, expiresAt: 1000 },
    ]);
    await world.request('local-models:load', { id: 'small:latest', keepAlive: -1 });
    assert.deepEqual(await world.request('local-models:status', {}), [
      { id: 'small:latest', vramBytes: 500 },
    ]);
    assert.deepEqual(server.keptAlive, ['30m', -1]);
    await world.request('local-models:unload', { id: 'small:latest' });
    assert.deepEqual(await world.request('local-models:status', {}), []);
  });

  it('pass on the sentence when the server does not run', async () => {
    server.down = new AbaiError('unavailable', 'Nobody answers. Start Ollama.');
    for (const method of ['local-models:list', 'local-models:status'] as const) {
      await assert.rejects(world.request(method, {}), /Start Ollama/);
    }
    await assert.rejects(world.request('local-models:pull', { id: 'big' }), /Start Ollama/);
    assert.deepEqual(await world.request('local-models:pulls', {}), []);
  });

  it('are refused for a vendor that has none, naming who has', async () => {
    await assert.rejects(
      world.request('local-models:list', { provider: 'openai' }),
      (error: AbaiError) => error.code === 'invalid' && /ollama/.test(error.message),
    );
  });
});
