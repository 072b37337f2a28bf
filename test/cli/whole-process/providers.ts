import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import { startAnthropicServer } from '../../providers/servers/anthropic.ts';
import { startAzureServer } from '../../providers/servers/azure.ts';
import { startGeminiServer } from '../../providers/servers/gemini.ts';
import { startGrokServer } from '../../providers/servers/grok.ts';
import type { LoopbackServer, ServerOptions } from '../../providers/servers/loopback.ts';
import { startOllamaServer } from '../../providers/servers/ollama.ts';
import { startOpenAiServer } from '../../providers/servers/openai.ts';
import { startOpenAiCompatibleServer } from '../../providers/servers/openai-compatible.ts';
import type { Ended } from '../abai-process.ts';
import { type Surroundings, useSurroundings } from './surroundings.ts';

interface Case {
  title: string;
  model: string;
  start: (options: ServerOptions) => Promise<LoopbackServer>;
  /** Environment variables of key and address. */
  key: string;
  address: string;
  basis: 'exact' | 'unknown' | 'free';
}

const cases: readonly Case[] = [
  {
    title: 'OpenAI',
    model: 'openai:gpt-4o',
    start: startOpenAiServer,
    key: 'OPENAI_API_KEY',
    address: 'OPENAI_BASE_URL',
    basis: 'exact',
  },
  {
    title: 'Anthropic',
    model: 'anthropic:claude-opus-5',
    start: startAnthropicServer,
    key: 'ANTHROPIC_API_KEY',
    address: 'ANTHROPIC_BASE_URL',
    basis: 'exact',
  },
  {
    title: 'Gemini',
    model: 'gemini:gemini-3.8-flash',
    start: startGeminiServer,
    key: 'GEMINI_API_KEY',
    address: 'GEMINI_BASE_URL',
    basis: 'exact',
  },
  {
    title: 'Grok',
    model: 'grok:grok-4.7',
    start: startGrokServer,
    key: 'XAI_API_KEY',
    address: 'XAI_BASE_URL',
    basis: 'exact',
  },
  {
    title: 'Ollama',
    model: 'ollama:gpt-oss:20b',
    start: startOllamaServer,
    key: 'OLLAMA_API_KEY',
    address: 'OLLAMA_HOST',
    basis: 'free',
  },
  {
    title: 'an OpenAI-compatible server',
    model: 'openai-compatible:qwen-4',
    start: startOpenAiCompatibleServer,
    key: 'OPENAI_COMPATIBLE_API_KEY',
    address: 'OPENAI_COMPATIBLE_BASE_URL',
    basis: 'unknown',
  },
  {
    title: 'Azure OpenAI',
    model: 'openai-compatible:gpt-4o',
    start: startAzureServer,
    key: 'OPENAI_COMPATIBLE_API_KEY',
    address: 'OPENAI_COMPATIBLE_BASE_URL',
    basis: 'unknown',
  },
];

/** Characters of a key in a row that nobody may find. */
const windowLength = 8;

/** The first stretch of the key that the bytes hold, in either width of text. */
function stretchOf(key: string, bytes: Buffer): string | undefined {
  for (let at = 0; at + windowLength <= key.length; at++) {
    const stretch = key.slice(at, at + windowLength);
    if (bytes.includes(stretch) || bytes.includes(Buffer.from(stretch, 'utf16le'))) return stretch;
  }
  return undefined;
}

function assertNowhere(world: Surroundings, keys: readonly string[], runs: readonly Ended[]): void {
  const files = world.abai.files();
  assert.ok(
    files.some(({ path }) => path.endsWith('ab-ai.db')),
    'the database was looked at',
  );
  for (const key of keys) {
    for (const { path, bytes } of files) assert.equal(stretchOf(key, bytes), undefined, path);
    for (const { out, err } of runs)
      assert.equal(stretchOf(key, Buffer.from(out + err)), undefined, out + err);
  }
}

export function describeProviders(program: readonly string[]): void {
  describe('with each provider on a loopback server', function () {
    this.timeout(90_000);
    const world = useSurroundings(program);
    let server: LoopbackServer | undefined;
    afterEach(async () => {
      await server?.close();
      server = undefined;
    });

    it('would find a part of a key in a file or in what was printed', async () => {
      const key = randomBytes(16).toString('hex');
      await world.compare('demo:swift', 'x');
      const said = (out: string): Ended => ({ code: 0, signal: null, out, err: '' });
      assertNowhere(world, [key], [said(key.slice(3, 10))]);
      assert.throws(() => assertNowhere(world, [key], [said(`so ${key.slice(3, 11)} it is`)]));
      writeFileSync(join(world.abai.dataDir, 'leak.bin'), Buffer.from(`..${key.slice(24)}`, 'utf16le'));
      assert.throws(() => assertNowhere(world, [key], []), /leak\.bin/u);
    });

    for (const { title, model, start, key: keyName, address, basis } of cases) {
      it(`asks ${title} by environment variables, and keeps its key out of everything`, async () => {
        const key = randomBytes(16).toString('hex');
        const wrong = randomBytes(16).toString('hex');
        server = await start({ key });
        const env = { [keyName]: key, [address]: server.url, ABAI_LOG: 'debug' };
        const runs: Ended[] = [];

        server.next({ text: ['Hel', 'lo'], usage: { input: 1000, output: 200 } });
        const answered = await world.compare(model, 'Say hello', { env });
        runs.push(answered);
        assert.equal(answered.code, 0, answered.err);
        const [answer] = answered.answers;
        assert.equal(answer?.model, model);
        assert.equal(answer?.text, 'Hello');
        assert.deepEqual(
          [answer?.usage.inputTokens, answer?.usage.outputTokens, answer?.cost.basis],
          [1000, 200, basis],
        );
        assert.ok(JSON.stringify(server.requests[0]?.headers).includes(key), 'the key was sent');

        // The server repeats the key that it refuses, as vendors do.
        const refused = await world.compare(model, 'Say hello', { env: { ...env, [keyName]: wrong } });
        runs.push(refused);
        assert.equal(refused.code, 1);
        assert.equal(refused.answers[0]?.error?.code, 'auth', refused.err);

        // And in a failure of another kind, and in the middle of a text.
        server.next({ status: 400, errorMessage: `Bad request with ${key}.` });
        const failed = await world.compare(model, 'Say hello', { env });
        runs.push(failed);
        assert.equal(failed.answers[0]?.status, 'failed');
        server.next({ text: ['One '], cut: 'torn', headers: { 'x-echo': key } });
        const cut = await world.compare(model, 'Say hello', { env });
        runs.push(cut);
        assert.equal(cut.answers[0]?.text, 'One ');

        const models = await world.abai.run(['models'], { env });
        runs.push(models, await world.abai.run(['history', '--json'], { env }));
        if (!model.startsWith('openai-compatible:')) assert.ok(models.out.includes(model), models.out);
        runs.push(
          await world.abai.run(['backup', join(world.abai.home, 'backup.db')], { env }),
          await world.abai.run(['export-project', join(world.abai.home, 'project.jsonl')], { env }),
        );
        for (const { code, err } of runs.slice(-2)) assert.equal(code, 0, err);
        assertNowhere(world, [key, wrong], runs);

        // Killed in the middle of an answer, it leaves the write-ahead log as it was.
        server.next({ text: ['first ', ...Array<string>(200).fill('more ')], gapMs: 50 });
        const killed = world.abai.start(['compare', '-m', model, 'Say hello'], { env });
        await killed.shows('first');
        killed.child.kill('SIGKILL');
        runs.push(await killed.ended);
        assert.ok(world.abai.files().some(({ path, bytes }) => path.includes('.log-') && bytes.length > 0));
        assertNowhere(world, [key, wrong], runs);
      });
    }
  });
}
