import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { networkFailure } from '../../src/providers/network-failure.ts';
import { httpFetch } from '../../src/runtime/http-fetch.ts';

describe('a call without an answer', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** A server that reads a whole request and then does this. */
  async function serverThat(answers: (socket: Socket) => void): Promise<string> {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (bytes) => String(bytes).includes('asked') && answers(socket));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  }

  async function failureAt(url: string, silenceMs = 60_000) {
    const send = httpFetch(globalThis.fetch, { connectMs: 10_000, silenceMs });
    const thrown = await send(url, { method: 'POST', body: 'asked', redirect: 'manual' }).then(
      () => undefined,
      (error: unknown) => error,
    );
    return networkFailure(thrown, { provider: 'Mine', baseUrl: url });
  }

  it('may be billed when the question was sent, and then nothing came', async () => {
    const closed = await failureAt(await serverThat((socket) => socket.destroy()));
    assert.match(closed!.message, /closed the connection before it answered/);
    assert.equal(closed!.details?.begun, true);
    const silent = await failureAt(await serverThat(() => {}), 50);
    assert.match(silent!.message, /did not answer in time/);
    assert.equal(silent!.details?.begun, true);
  });

  it('cost nothing when nobody was there to be asked', async () => {
    const url = await serverThat(() => {});
    await new Promise((resolve) => servers.pop()!.close(resolve));
    const refused = await failureAt(url);
    assert.match(refused!.message, /connection was refused/);
    assert.equal(refused!.details?.begun, undefined);
    const late = new TypeError('fetch failed', {
      cause: Object.assign(new Error('no connection in 10000 ms'), { code: 'ETIMEDOUT' }),
    });
    assert.equal(networkFailure(late, { provider: 'Mine', baseUrl: url })!.details?.begun, undefined);
  });
});
