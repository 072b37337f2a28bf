import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { LocalModel } from '../../../src/protocol/local-models.ts';
import type { LoopbackServer } from '../../providers/servers/loopback.ts';
import { startOllamaServer } from '../../providers/servers/ollama.ts';
import { closedPort, until, useSurroundings } from './surroundings.ts';

export function describeOllama(program: readonly string[]): void {
  describe('with Ollama on a loopback server', function () {
    this.timeout(60_000);
    const world = useSurroundings(program);
    let ollama: LoopbackServer;
    beforeEach(async () => {
      ollama = await startOllamaServer();
    });
    afterEach(() => ollama.close());
    const there = () => ({ env: { OLLAMA_HOST: ollama.url } });
    // Windows knows no signals between processes: kill() there ends the child at once.
    const unix = process.platform === 'win32' ? it.skip : it;

    it('pulls a model, loads it, tells of it, and unloads it', async () => {
      const pulled = await world.abai.run(['ollama', 'pull', 'tiny'], there());
      assert.equal(pulled.code, 0, pulled.err);
      assert.equal(pulled.out, 'tiny:latest is installed.\n');
      assert.equal(pulled.err, '', 'no progress where nobody sees it');

      const loaded = await world.abai.run(
        ['ollama', 'load', 'tiny:latest', '--keep-alive=-1', '--json'],
        there(),
      );
      assert.deepEqual(JSON.parse(loaded.out), { id: 'tiny:latest' });
      assert.equal(ollama.requests.find(({ path }) => path === '/api/generate')?.body.keep_alive, -1);

      const { value } = await world.abai.json(['ollama', '--json'], there());
      const models = value as LocalModel[];
      assert.deepEqual(
        models.find(({ id }) => id === 'tiny:latest'),
        { id: 'tiny:latest', name: 'tiny:latest', installed: true, loaded: true, sizeBytes: 1 },
      );
      assert.equal(models.find(({ id }) => id === 'gpt-oss:20b')?.loaded, false);
      assert.equal(models.find(({ id }) => id === 'gemma3:4b')?.installed, false);
      const status = await world.abai.run(['ollama', 'status'], there());
      assert.match(status.out, /tiny:latest +5\.0 kB +2026-01-01 00:05/u);

      await world.abai.run(['ollama', 'unload', 'tiny:latest'], there());
      assert.equal((await world.abai.run(['ollama', 'status'], there())).out, 'No model is in memory.\n');
      assert.match((await world.abai.run(['models'], there())).out, /ollama:tiny:latest/u);
    });

    it('says that the library has no such model', async () => {
      const { code, out, err } = await world.abai.run(['ollama', 'pull', 'nonesuch'], there());
      assert.equal(code, 1);
      assert.equal(out, '');
      assert.match(err, /no model "nonesuch/u);
    });

    it('says what to do when Ollama does not run', async () => {
      const url = `http://127.0.0.1:${await closedPort()}`;
      const { code, err } = await world.abai.run(['ollama'], { env: { OLLAMA_HOST: url } });
      assert.equal(code, 1);
      assert.match(err, /Start Ollama/u);
    });

    unix('stops a pull on Ctrl+C', async () => {
      ollama.next({ firstByteMs: 5000 });
      const running = world.abai.start(['ollama', 'pull', 'tiny'], there());
      await until(async () => ollama.requests.some(({ path }) => path === '/api/pull'));
      running.child.kill('SIGINT');
      const { code, err } = await running.ended;
      assert.equal(code, 130, err);
      assert.match(err, /stopped/u);
      await until(async () => ollama.requests[0]?.aborted === true);
    });
  });
}
