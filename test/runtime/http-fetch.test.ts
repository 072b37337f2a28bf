import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { createGzip } from 'node:zlib';
import { piecesOf } from '../../src/core/pieces.ts';
import { networkFailure } from '../../src/providers/network-failure.ts';
import { httpFetch } from '../../src/runtime/http-fetch.ts';

describe('the fetch over the HTTP client', () => {
  const otherwise: string[] = [];
  const send = httpFetch(async (input) => {
    otherwise.push(String(input));
    return new Response('from the other');
  });
  const opened: Server[] = [];
  let url: string;
  let respond: RequestListener;
  let connections: number;

  const listening = async (server: Server | ReturnType<typeof createTcpServer>): Promise<string> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.push(server as Server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  };
  /** A server that writes these bytes whatever it is asked. */
  const saying = (bytes: string, then?: (socket: Socket) => void) =>
    listening(
      createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.write(bytes, () => then?.(socket)));
      }),
    );
  const post = (to = url, init: RequestInit = {}) =>
    send(to, { method: 'POST', body: '{"q":"é"}', redirect: 'manual', ...init });

  beforeEach(async () => {
    otherwise.length = 0;
    connections = 0;
    const server = createServer((request, response) => respond(request, response));
    server.on('connection', () => {
      connections += 1;
    });
    url = await listening(server);
  });
  afterEach(() => {
    for (const server of opened.splice(0)) {
      server.close();
      server.closeAllConnections?.();
    }
  });

  const bodyOf = async (request: IncomingMessage): Promise<string> => {
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += piece;
    return text;
  };

  it('sends and answers as fetch does', async () => {
    const asked: unknown[] = [];
    respond = async (request, response) => {
      const { method, headers } = request;
      const { authorization, accept } = headers;
      asked.push([
        method,
        request.url,
        authorization,
        accept,
        headers['content-length'],
        await bodyOf(request),
      ]);
      response.writeHead(418, 'Teapot', [
        ['x-many', 'a'],
        ['x-many', 'b'],
      ] as never);
      response.end('short and stout');
    };
    const init = { method: 'POST', body: '{"q":"é"}', headers: new Headers({ authorization: 'Bearer a' }) };
    const seen = async (response: Response) => [
      response.ok,
      response.status,
      response.statusText,
      response.headers.get('x-many'),
      await response.text(),
    ];
    const ours = await seen(await send(`${url}?a=b%20c`, { ...init, redirect: 'manual' }));
    assert.deepEqual(ours, await seen(await fetch(`${url}?a=b%20c`, init)));
    assert.deepEqual(asked[0], asked[1]);
    assert.deepEqual(otherwise, []);
  });

  it('leaves to the other what is not text, what may be redirected, and other protocols', async () => {
    await send(url, { redirect: 'manual' });
    await send(url, { method: 'POST', body: new Uint8Array(1), redirect: 'manual' });
    await post(url, { redirect: 'follow' });
    await post('file:///etc/passwd');
    assert.deepEqual(otherwise, [url, url, url, 'file:///etc/passwd']);
  });

  it('does not follow a redirect', async () => {
    respond = (_request, response) => response.writeHead(307, { location: '/elsewhere' }).end();
    const { status, headers } = await post();
    assert.deepEqual([status, headers.get('location')], [307, '/elsewhere']);
  });

  it('gives what has come before the rest is there', async () => {
    let finish = () => {};
    respond = (_request, response) => {
      response.write('first ');
      response.write('pieces');
      finish = () => response.end(', and the rest');
    };
    const reader = (await post()).body!.getReader();
    const next = async () => {
      const { value } = await reader.read();
      return value && new TextDecoder().decode(value);
    };
    assert.equal(await next(), 'first pieces', 'pieces of one packet come as one');
    finish();
    assert.equal(await next(), ', and the rest');
    assert.equal(await next(), undefined);
  });

  it('uses a connection again, and leaves nothing on a signal that lives on', async () => {
    respond = (_request, response) => response.end('{}');
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners += 1;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      removeEventListener.apply(signal, args);
    };
    for (let at = 0; at < 5; at++) {
      assert.deepEqual(await (await post(url, { signal })).json(), {});
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.equal(connections, 1);
    assert.equal(listeners, 0);
  });

  it('reads no faster than its reader', async () => {
    const megabyte = Buffer.alloc(1_000_000, 'x');
    let written = 0;
    respond = async (_request, response) => {
      for (let at = 0; at < 64; at++) {
        if (!response.write(megabyte)) await once(response, 'drain');
        written += 1;
      }
      response.end();
    };
    const response = await post();
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.ok(written < 40, `${written} MB went out to nobody`);
    assert.equal((await response.arrayBuffer()).byteLength, 64_000_000);
  });

  it('reads what a server compressed unasked, in mid-stream too', async () => {
    const packed = createGzip();
    respond = (request, response) => {
      assert.equal(request.headers['accept-encoding'], undefined);
      packed.pipe(response.writeHead(200, { 'content-encoding': 'gzip' }));
      packed.write('plain ');
      packed.flush();
    };
    const reader = (await post()).body!.getReader();
    assert.equal(new TextDecoder().decode((await reader.read()).value), 'plain ');
    packed.end('words');
    assert.equal(new TextDecoder().decode((await reader.read()).value), 'words');
    assert.equal((await reader.read()).done, true);
  });

  it('takes an answer without a body', async () => {
    respond = (_request, response) => response.writeHead(204).end();
    const response = await post();
    assert.deepEqual([response.status, response.body], [204, null]);
  });

  describe('that is aborted', () => {
    const reason = new DOMException('enough', 'AbortError');

    it('before it is sent, sends nothing', async () => {
      await assert.rejects(post(url, { signal: AbortSignal.abort(reason) }), reason);
      assert.equal(connections, 0);
    });

    for (const [when, answer] of [
      ['before an answer', undefined],
      ['in the middle of an answer', 'half'],
    ] as const) {
      it(`${when}, ends the connection`, async () => {
        const controller = new AbortController();
        const ended = new Promise<void>((resolve) => {
          respond = (_request, response) => {
            response.on('close', resolve);
            if (answer) response.write(answer);
            setTimeout(() => controller.abort(reason), 50);
          };
        });
        const whole = post(url, { signal: controller.signal }).then((response) => response.text());
        await assert.rejects(whole, reason);
        await ended;
      });
    }

    it('by who waits for its next piece, ends that wait', async () => {
      respond = (_request, response) => response.write('half');
      const pieces = piecesOf(await post())!;
      await pieces.next();
      const next = pieces.next();
      await pieces.return();
      assert.deepEqual(await next, { done: true, value: undefined });
    });

    it('by its reader, ends the connection and throws nowhere', async () => {
      const ended = new Promise<void>((resolve) => {
        respond = (_request, response) => {
          response.on('close', resolve);
          response.write('half');
        };
      });
      const response = await post();
      const reader = response.body!.getReader();
      await reader.read();
      await reader.cancel();
      await ended;
    });
  });

  describe('that fails', () => {
    const wordsOf = async (answer: Promise<unknown>): Promise<string> => {
      const thrown = await answer.then(
        () => assert.fail('it came through'),
        (error: unknown) => error,
      );
      const failure = networkFailure(thrown, { provider: 'The server', baseUrl: url });
      assert.ok(failure, String(thrown));
      return failure.message;
    };

    it('says that nothing listens', async () => {
      assert.match(await wordsOf(post('http://127.0.0.1:1/v1')), /was refused/);
      assert.match(await wordsOf(post('http://localhost:1/v1')), /was refused/);
    });

    it('says that a name is not known', async () => {
      assert.match(await wordsOf(post('http://nobody.invalid/v1')), /can't be resolved/);
    });

    it('says that a connection ended without an answer', async () => {
      assert.match(
        await wordsOf(post(await saying('', (socket) => socket.destroy()))),
        /closed the connection/,
      );
    });

    it('says that an answer is cut off, and keeps what came', async () => {
      const half = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf of it';
      const cut = await saying(half, (socket) => setTimeout(() => socket.destroy(), 50));
      const reader = (await post(cut)).body!.getReader();
      assert.equal(new TextDecoder().decode((await reader.read()).value), 'half of it');
      assert.match(await wordsOf(reader.read()), /closed the connection/);
    });

    it('gives what came in the same packet as the end of the connection, then says that it is cut off', async () => {
      const cut = await saying('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf of it', (socket) =>
        socket.destroy(),
      );
      const pieces = piecesOf(await post(cut))!;
      // Both have come before anybody asks.
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(new TextDecoder().decode((await pieces.next()).value), 'half of it');
      assert.match(await wordsOf(pieces.next()), /closed the connection/);
    });

    it('says that nothing came in time, before an answer and in its middle', async () => {
      const hasty = httpFetch(fetch, { connectMs: 10_000, silenceMs: 100 });
      const ask = async () => (await hasty(url, { method: 'POST', body: '{}', redirect: 'manual' })).text();
      respond = () => undefined;
      assert.match(await wordsOf(ask()), /in time/);
      respond = (_request, response) => response.write('half');
      assert.match(await wordsOf(ask()), /in time/);
    });

    it('says that what answers is no HTTP', async () => {
      assert.match(await wordsOf(post(await saying('220 mail.example ESMTP\r\n'))), /does not speak HTTP/);
      const status = 'HTTP/1.1 999 What\r\ncontent-length: 0\r\n\r\n';
      assert.match(await wordsOf(post(await saying(status))), /does not speak HTTP/);
    });

    it('says that a secure connection is not one', async () => {
      const plain = (await saying('HTTP/1.1 400 Bad\r\n\r\n')).replace('http:', 'https:');
      assert.match(await wordsOf(post(plain)), /TLS/);
    });

    it('says that an address is none', async () => {
      assert.match(await wordsOf(post('http://')), /isn't a web address/);
    });
  });
});
