import assert from 'node:assert/strict';
import { CancellationTokenSource, type MessageConnection } from 'vscode-jsonrpc/node';
import { createRpcClient } from '../../src/gateway/client.ts';
import { createConnectionPair } from '../../src/gateway/connection-pair.ts';
import { serve } from '../../src/gateway/serve.ts';
import { failureRpcCode } from '../../src/protocol/client.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { methods } from '../../src/protocol/methods.ts';
import { FakeBackend, FakeLog, fakeCaller, settingsEvent, settle, textDelta } from './fake-backend.ts';

function connect(backend: FakeBackend) {
  const pair = createConnectionPair();
  const log = new FakeLog();
  const client = createRpcClient(pair.client);
  const served = serve(pair.server, backend, fakeCaller('caller-7'), log);
  pair.client.listen();
  pair.server.listen();
  return { pair, log, client, served };
}

async function rpcError(connection: MessageConnection, method: string, params: unknown = {}) {
  try {
    await connection.sendRequest(method, params);
  } catch (error) {
    return error as { code: number; message: string; data: { code: string; message: string } };
  }
  throw new Error('It was answered.');
}

describe('serve', () => {
  it('hands every method of the table to the back end, as the caller', async () => {
    const names = Object.keys(methods);
    const backend = new FakeBackend(Object.fromEntries(names.map((name) => [name, () => ({ is: name })])));
    const { pair } = connect(backend);
    for (const name of names) {
      assert.deepEqual(await pair.client.sendRequest(name, { a: name }), { is: name });
    }
    assert.deepEqual(
      backend.calls,
      names.map((name) => ({ method: name, params: { a: name }, clientId: 'caller-7' })),
    );
  });

  it('answers an unknown method, also one of Object.prototype, as not-found', async () => {
    const backend = new FakeBackend();
    const { pair } = connect(backend);
    for (const name of ['nobody:knows', 'constructor', '__proto__', 'toString']) {
      const error = await rpcError(pair.client, name);
      assert.equal(error.code, failureRpcCode);
      assert.equal(error.message, `Unknown request type: ${name}`);
      assert.equal(error.data.code, 'not-found');
    }
    assert.deepEqual(backend.calls, []);
  });

  it('sends an AbaiError as a Failure', async () => {
    const backend = new FakeBackend({
      'models:get-all': () => {
        throw new AbaiError('rate-limited', 'Wait a little.', {
          retryAfterMs: 70,
          details: { messageId: 'm' },
        });
      },
    });
    const { client } = connect(backend);
    await assert.rejects(client.request('models:get-all', {}), (error: AbaiError) => {
      assert.ok(error instanceof AbaiError);
      assert.deepEqual(error.toFailure(), {
        code: 'rate-limited',
        message: 'Wait a little.',
        retryable: true,
        retryAfterMs: 70,
        details: { messageId: 'm' },
      });
      return true;
    });
  });

  it('answers once when a handler throws what nobody foresaw, and keeps its text to the log', async () => {
    const backend = new FakeBackend({
      'models:get-all': () => {
        throw new TypeError('inner workings');
      },
    });
    const { pair, log } = connect(backend);
    const error = await rpcError(pair.client, 'models:get-all');
    assert.equal(error.data.code, 'internal');
    assert.doesNotMatch(JSON.stringify(error), /inner workings/);
    assert.match(log.lines.join('\n'), /models:get-all failed/);
  });

  it('answers a result that cannot be sent with an error', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const { pair } = connect(new FakeBackend({ 'models:get-all': () => circular }));
    const error = await rpcError(pair.client, 'models:get-all');
    assert.equal(typeof error.message, 'string');
  });

  it('turns cancellation into an aborted signal, also when it came before the handler ran', async () => {
    let aborted = 0;
    const backend = new FakeBackend({
      'chat:send': (_params, _caller, signal) =>
        new Promise((_resolve, reject) => {
          const stop = () => {
            aborted++;
            reject(new AbaiError('cancelled', 'Stopped.'));
          };
          if (signal.aborted) stop();
          else signal.addEventListener('abort', stop);
        }),
    });
    const { pair } = connect(backend);
    for (const wait of [0, 10]) {
      const source = new CancellationTokenSource();
      const answer = pair.client.sendRequest('chat:send', {}, source.token);
      await settle(wait);
      source.cancel();
      await assert.rejects(answer);
    }
    assert.ok(aborted >= 1);
  });

  it('does not abort a handler because its connection closed, and stops pushing', async () => {
    let seen: AbortSignal | undefined;
    let finish: (() => void) | undefined;
    const backend = new FakeBackend({
      'chat:send': (_params, _caller, signal) => {
        seen = signal;
        return new Promise<void>((resolve) => {
          finish = resolve;
        });
      },
    });
    const { pair, client } = connect(backend);
    const answer = client.request('chat:send', { conversationId: 'c', content: 'x', modelId: 'm' });
    await settle();
    pair.close();
    await assert.rejects(answer, { code: 'unavailable' });
    assert.equal(seen?.aborted, false);
    assert.equal(backend.listeners, 0);
    finish?.();
    await settle();
  });

  it('pushes events and deltas in the order they were published', async () => {
    const backend = new FakeBackend();
    const { client } = connect(backend);
    const heard: string[] = [];
    client.onEvent((event) => heard.push(`event ${event.seq}`));
    client.onDelta((delta) => heard.push(`delta ${delta.text}`));
    backend.publish(settingsEvent(1));
    backend.stream(textDelta('m', 0, 'a'));
    backend.publish(settingsEvent(2));
    await settle();
    assert.deepEqual(heard, ['event 1', 'delta a', 'event 2']);
  });
});
