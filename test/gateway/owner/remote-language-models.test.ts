import assert from 'node:assert/strict';
import type { LanguageModels } from '../../../src/core/ports/language-models.ts';
import type { GenerationRequest, Part } from '../../../src/core/ports/provider.ts';
import { answerRequests } from '../../../src/gateway/answer-requests.ts';
import { createConnectionPair } from '../../../src/gateway/connection-pair.ts';
import { RemoteLanguageModels } from '../../../src/gateway/owner/remote-language-models.ts';
import { languageModelPart, type PartMessage } from '../../../src/gateway/owner/reverse-answers.ts';
import { reverseHandle } from '../../../src/gateway/owner/reverse-methods.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const vault = {
  get: async () => undefined,
  set: async () => {},
  delete: async () => {},
  hints: async () => ({}),
};
const request = {
  model: { id: 'fake/echo' },
  turns: [{ role: 'user', content: 'Hi' }],
} as unknown as GenerationRequest;
const idle = new AbortController().signal;

/** A window's models behind a connection, as the owner sees them. */
function remote(models: LanguageModels) {
  const pair = createConnectionPair();
  const owner = new RemoteLanguageModels(async () => pair.server, 5000);
  pair.server.onNotification(languageModelPart, (message: unknown) => owner.take(message));
  const tell = (message: PartMessage) => void pair.client.sendNotification(languageModelPart, message);
  answerRequests(pair.client, reverseHandle({ vault, languageModels: models }, tell), log);
  pair.client.listen();
  pair.server.listen();
  // As the owner's server does when the pipe ends.
  const close = () => {
    pair.close();
    pair.server.dispose();
  };
  return { owner, close };
}

async function collect(parts: AsyncIterable<Part>): Promise<Part[]> {
  const all: Part[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

describe('a window’s language models', () => {
  it('answer over the pipe, each stream for itself', async () => {
    const { owner, close } = remote({
      list: async () => [{ id: 'fake/echo', name: 'Echo' }],
      async *generate({ turns }) {
        for (const word of [turns[0]!.content, 'and', 'out']) {
          await new Promise((resolve) => setImmediate(resolve));
          yield { type: 'text', text: word };
        }
        yield { type: 'end', reason: 'stop' };
      },
    });
    assert.deepEqual(await owner.list(), [{ id: 'fake/echo', name: 'Echo' }]);
    const other = { ...request, turns: [{ role: 'user' as const, content: 'Ho' }] };
    const [one, two] = await Promise.all([
      collect(owner.generate(request, { signal: idle })),
      collect(owner.generate(other, { signal: idle })),
    ]);
    const text = (parts: Part[]) => parts.map((part) => ('text' in part ? part.text : part.type)).join(' ');
    assert.equal(text(one!), 'Hi and out end');
    assert.equal(text(two!), 'Ho and out end');
    close();
  });

  it('fail with their own code, after what they said', async () => {
    const { owner, close } = remote({
      list: async () => [],
      async *generate() {
        yield { type: 'text', text: 'Half' };
        throw new AbaiError('auth', 'Consent was refused.');
      },
    });
    const said: Part[] = [];
    await assert.rejects(
      async () => {
        for await (const part of owner.generate(request, { signal: idle })) said.push(part);
      },
      (error: unknown) => error instanceof AbaiError && error.code === 'auth',
    );
    assert.deepEqual(said, [{ type: 'text', text: 'Half' }]);
    close();
  });

  it('are stopped by the asker’s signal', async () => {
    let stopped = false;
    const { owner, close } = remote({
      list: async () => [],
      async *generate(_request, { signal }) {
        yield { type: 'text', text: 'Going' };
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        stopped = true;
        throw new AbaiError('cancelled', 'Stopped.');
      },
    });
    const abort = new AbortController();
    await assert.rejects(
      async () => {
        for await (const _part of owner.generate(request, { signal: abort.signal })) abort.abort();
      },
      (error: unknown) => error instanceof AbaiError && error.code === 'cancelled',
    );
    assert.ok(stopped);
    close();
  });

  it('are unavailable when the window goes away in mid-answer', async () => {
    const { owner, close } = remote({
      list: async () => [],
      async *generate() {
        yield { type: 'text', text: 'Going' };
        await new Promise(() => {});
      },
    });
    await assert.rejects(
      async () => {
        for await (const _part of owner.generate(request, { signal: idle })) close();
      },
      (error: unknown) => error instanceof AbaiError && error.code === 'unavailable',
    );
  });
});
