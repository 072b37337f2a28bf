import assert from 'node:assert/strict';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { GenerationRequest, Part } from '../../../src/core/ports/provider.ts';
import { createConnectionPair } from '../../../src/gateway/connection-pair.ts';
import { RemoteCaller } from '../../../src/gateway/owner/remote-caller.ts';
import { languageModelPart } from '../../../src/gateway/owner/reverse-answers.ts';
import { type AbaiError, toAbaiError } from '../../../src/protocol/errors.ts';

const request = { model: { id: 'fake/echo' }, turns: [] } as unknown as GenerationRequest;
const call = { name: 'read_file', arguments: {} };
const idle = new AbortController().signal;

/** What the owner asks of a window, which answers as it is told to. */
describe('what an owner asks a window', function () {
  this.timeout(20_000);
  let close = () => {};

  afterEach(() => close());

  function open(window: (connection: MessageConnection) => void, answerMs = 5000): RemoteCaller {
    const pair = createConnectionPair();
    window(pair.client);
    const caller = new RemoteCaller('window-of-the-test', { absentMs: 100, answerMs });
    caller.offerLanguageModels();
    caller.offerTools();
    pair.server.onNotification(languageModelPart, (message: unknown) => caller.languageModels?.take(message));
    caller.attach(pair.server);
    pair.client.listen();
    pair.server.listen();
    close = () => pair.close();
    return caller;
  }

  async function collect(caller: RemoteCaller, signal = idle): Promise<Part[]> {
    const parts: Part[] = [];
    for await (const part of caller.languageModels!.generate(request, { signal })) parts.push(part);
    return parts;
  }

  const failure = (work: Promise<unknown>): Promise<AbaiError> =>
    work.then((value) => assert.fail(`It answered ${JSON.stringify(value)}.`), toAbaiError);

  const nonsense = [
    null,
    0,
    'text',
    [],
    { key: 5 },
    { hints: { openai: 1 } },
    { origins: 'x' },
    { models: {} },
  ];
  for (const answer of [...nonsense, { tools: 3, mostRounds: -1 }, { content: [] }]) {
    it(`is refused when it is not what it should be: ${JSON.stringify(answer)}`, async () => {
      const caller = open((window) => window.onRequest(() => answer));
      const { vault, languageModels, tools } = caller;
      for (const work of [
        vault.get('openai', 'https://api.openai.com'),
        vault.hints(),
        vault.origins!(),
        languageModels!.list(),
        tools!.list(),
        tools!.run(call, { signal: idle }),
      ]) {
        const { code, message } = await failure(work);
        assert.deepEqual([code, /not understood\. Reload it/.test(message)], ['unavailable', true], message);
      }
    });
  }

  it('keeps what is good in a list', async () => {
    const caller = open((window) => {
      window.onRequest('language-models:list', () => ({
        models: [{ id: 'a/b', name: 'B', extra: 1 }, null, {}, { id: 7 }, { id: 'c', contextSize: 'big' }],
      }));
      window.onRequest('tools:list', () => ({
        tools: [{ name: 'read', description: 'Reads', parameters: {} }, { name: 'write' }, 'run'],
        mostRounds: 8,
      }));
    });
    assert.deepEqual(await caller.languageModels!.list(), [{ id: 'a/b', name: 'B' }]);
    assert.deepEqual(
      (await caller.tools!.list()).tools.map(({ name }) => name),
      ['read'],
    );
  });

  for (const part of [
    null,
    {},
    { type: 'text' },
    { type: 'usage', usage: { inputTokens: 'x' } },
    { type: 'later' },
  ])
    it(`fails the one answer with a part that is none: ${JSON.stringify(part)}`, async () => {
      const caller = open((window) =>
        window.onRequest('language-models:generate', async ({ streamId }: { streamId: string }) => {
          await window.sendNotification(languageModelPart, null as never);
          await window.sendNotification(languageModelPart, { streamId: 'of another', part });
          await window.sendNotification(languageModelPart, { streamId, part });
          return {};
        }),
      );
      assert.match((await failure(collect(caller))).message, /not understood/);
    });

  it('comes to an end when the window says nothing any more', async () => {
    const caller = open((window) => window.onRequest(() => new Promise(() => {})), 50);
    for (const work of [
      caller.vault.hints(),
      caller.languageModels!.list(),
      caller.tools!.list(),
      caller.tools!.run(call, { signal: idle }),
      collect(caller),
    ]) {
      assert.equal((await failure(work)).code, 'unavailable');
    }
  });

  it('may take long in a window that answers to its name', async () => {
    let finish = () => {};
    let asked = 0;
    const caller = open((window) => {
      window.onRequest(
        'tools:run',
        () => new Promise((resolve) => (finish = () => resolve({ content: 'Done.' }))),
      );
      window.onRequest('owner:alive', () => {
        if (++asked === 4) finish();
        return {};
      });
    }, 50);
    assert.deepEqual(await caller.tools!.run(call, { signal: idle }), { content: 'Done.' });
  });

  it('is over soon when it is taken back, whatever the window does', async () => {
    const abort = new AbortController();
    let asked = 0;
    const caller = open(
      (window) =>
        window.onRequest(() => {
          if (++asked === 2) abort.abort();
          return new Promise(() => {});
        }),
      60_000,
    );
    const works = [caller.tools!.run(call, { signal: abort.signal }), collect(caller, abort.signal)];
    for (const work of works) assert.equal((await failure(work)).code, 'cancelled');
  });

  it('does not take over settings that are none', () => {
    const caller = open(() => {});
    caller.setSettings({
      openai: { baseUrl: 5, headers: { a: 1 }, models: 3, concurrency: 2, constructor: {}, later: 1 },
      ollama: { baseUrl: 'http://localhost:1', models: ['a'] },
    });
    assert.deepEqual(caller.endpoints(), {
      openai: { concurrency: 2 },
      ollama: { baseUrl: 'http://localhost:1', models: ['a'] },
    });
  });
});
