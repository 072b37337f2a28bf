import assert from 'node:assert/strict';
import type { LocalModels } from '../../../src/core/ports/local-models.ts';
import type { AbaiError } from '../../../src/protocol/errors.ts';
import { createLocalModels } from '../../../src/providers/ollama/local-models.ts';
import type { LoopbackServer } from '../servers/loopback.ts';
import { startOllamaServer } from '../servers/ollama.ts';

describe('providers/ollama/local-models', () => {
  const options = () => ({ signal: new AbortController().signal });
  let server: LoopbackServer;
  let models: LocalModels;
  beforeEach(async () => {
    server = await startOllamaServer();
    models = createLocalModels({ baseUrl: server.url, fetch });
  });
  afterEach(() => server.close());

  it('tells what is installed, with sizes', async () => {
    assert.deepEqual(await models.installed(options()), [
      { id: 'gpt-oss:20b', sizeBytes: 1 },
      { id: 'gemma4:31b', sizeBytes: 1 },
    ]);
  });

  it('shows what a model can do', async () => {
    assert.deepEqual(await models.show('gpt-oss:20b', options()), {
      capabilities: ['completion', 'tools'],
      contextSize: 131_072,
      parameterSize: '20.9B',
      quantization: 'MXFP4',
    });
  });

  it('pulls with progress', async () => {
    const seen = [];
    for await (const progress of models.pull('gemma4:31b', options())) seen.push(progress);
    assert.deepEqual(seen[1], { status: 'pulling aaa', completedBytes: 40, totalBytes: 100 });
    assert.equal(seen.at(-1)?.status, 'success');
  });

  it('says that there is no such model to pull', async () => {
    const pull = async () => {
      for await (const _ of models.pull('nonesuch', options()));
    };
    await assert.rejects(
      pull,
      (error: AbaiError) => error.code === 'not-found' && /nonesuch/.test(error.message),
    );
  });

  it('loads, tells what runs, and unloads', async () => {
    await models.load('gpt-oss:20b', { ...options(), keepAlive: '10m' });
    assert.equal(server.requests.at(-1)?.body.keep_alive, '10m');
    const [running] = await models.running(options());
    assert.deepEqual(running, {
      id: 'gpt-oss:20b',
      vramBytes: 5000,
      expiresAt: Date.parse('2026-01-01T00:05:00Z'),
    });
    await models.unload('gpt-oss:20b', options());
    assert.deepEqual(await models.running(options()), []);
  });

  it('says what to do when Ollama does not run', async () => {
    await server.close();
    await assert.rejects(models.running(options()), (error: AbaiError) => {
      assert.equal(error.code, 'unavailable');
      assert.match(error.message, /ollama serve/);
      return true;
    });
  });
});
