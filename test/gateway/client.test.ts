import assert from 'node:assert/strict';
import { createRpcClient } from '../../src/gateway/client.ts';
import { createConnectionPair } from '../../src/gateway/connection-pair.ts';
import { createInProcessClient } from '../../src/gateway/in-process.ts';
import { serve } from '../../src/gateway/serve.ts';
import type { Client } from '../../src/protocol/client.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { FakeBackend, FakeLog, fakeCaller, settingsEvent, settle } from './fake-backend.ts';

type Made = { client: Client; end: () => void };

/** One suite for both: a face must not be able to tell them apart. */
const kinds: Record<string, (backend: FakeBackend) => Made> = {
  'a client over a connection': (backend) => {
    const pair = createConnectionPair();
    const client = createRpcClient(pair.client);
    serve(pair.server, backend, fakeCaller(), new FakeLog());
    pair.client.listen();
    pair.server.listen();
    return { client, end: () => pair.close() };
  },
  'a client in the process': (backend) => {
    const client = createInProcessClient(backend, fakeCaller(), new FakeLog());
    return { client, end: () => client.dispose() };
  },
};

for (const [name, make] of Object.entries(kinds)) {
  describe(name, () => {
    it('gives each action a request id of its own, keeps a given one, and none to a query', async () => {
      const backend = new FakeBackend({ 'project:create': () => ({}), 'project:list': () => [] });
      const { client } = make(backend);
      await client.request('project:create', { name: 'a' });
      await client.request('project:create', { name: 'a' });
      await client.request('project:create', { name: 'a', requestId: 'given-id-1' });
      await client.request('project:list', {});
      const ids = backend.calls.map((call) => (call.params as { requestId?: string }).requestId);
      assert.ok(ids[0] && ids[0].length >= 8 && ids[0].length <= 64);
      assert.notEqual(ids[0], ids[1]);
      assert.deepEqual(ids.slice(2), ['given-id-1', undefined]);
    });

    it('shares no object with the back end', async () => {
      const answer = { list: [1] };
      let received: { name: string } | undefined;
      const backend = new FakeBackend({
        'project:create': (params) => {
          received = params;
          return answer;
        },
      });
      const { client } = make(backend);
      const params = { name: 'mine', description: undefined };
      const result = (await client.request('project:create', params)) as unknown as typeof answer;
      result.list.push(2);
      params.name = 'changed';
      assert.deepEqual(answer, { list: [1] });
      assert.equal(received?.name, 'mine');
      assert.equal(Object.hasOwn(received ?? {}, 'description'), false);

      const event = settingsEvent(1);
      client.onEvent((heard) => (heard.data as { keys: string[] }).keys.push('mine'));
      backend.publish(event);
      await settle();
      assert.deepEqual(event.data, { keys: ['k1'] });
    });

    it('passes failures on as AbaiError', async () => {
      const backend = new FakeBackend({
        'project:get': () => {
          throw new AbaiError('conflict', 'Not now.');
        },
      });
      const { client } = make(backend);
      await assert.rejects(client.request('project:get', {}), { name: 'AbaiError', code: 'conflict' });
      await assert.rejects(client.request('nobody:knows' as never, {} as never), { code: 'not-found' });
    });

    it('carries an abort to the handler, whose answer decides', async () => {
      const backend = new FakeBackend({
        'chat:send': (_params, _caller, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () =>
              reject(new AbaiError('cancelled', 'Stopped.', { details: { messageId: 'm1' } })),
            );
          }),
      });
      const { client } = make(backend);
      const abort = new AbortController();
      const answer = client.request(
        'chat:send',
        { conversationId: 'c', content: 'x', modelId: 'm' },
        abort.signal,
      );
      await settle();
      abort.abort();
      await assert.rejects(answer, (error: AbaiError) => error.details?.messageId === 'm1');
    });

    it('asks nothing with a signal that is aborted already', async () => {
      const backend = new FakeBackend({ 'project:list': () => [] });
      const { client } = make(backend);
      await assert.rejects(client.request('project:list', {}, AbortSignal.abort()), { code: 'cancelled' });
      assert.deepEqual(backend.calls, []);
    });

    it('rejects what waits and what comes when the connection has closed', async () => {
      const backend = new FakeBackend({ 'project:list': () => new Promise(() => {}) });
      const { client, end } = make(backend);
      const answers = [client.request('project:list', {}), client.request('project:list', {})];
      await settle();
      end();
      for (const answer of answers) await assert.rejects(answer, { code: 'unavailable' });
      await assert.rejects(client.request('project:list', {}), { code: 'unavailable' });
    });

    it('tells every listener, and none that has left', async () => {
      const backend = new FakeBackend();
      const { client } = make(backend);
      const heard: string[] = [];
      const stop = client.onEvent((event) => heard.push(`a${event.seq}`));
      client.onEvent(() => {
        throw new Error('A bad listener.');
      });
      client.onEvent((event) => heard.push(`b${event.seq}`));
      backend.publish(settingsEvent(1));
      await settle();
      stop();
      backend.publish(settingsEvent(2));
      await settle();
      assert.deepEqual(heard, ['a1', 'b1', 'b2']);
    });
  });
}
