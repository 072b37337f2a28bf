import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { HttpResponse } from './http-response.ts';

/** Milliseconds for a connection, and of silence on one. */
interface Limits {
  connectMs: number;
  silenceMs: number;
}

/** Those of Node's fetch. */
const usualLimits: Limits = { connectMs: 10_000, silenceMs: 300_000 };

/** A connection that nobody uses is closed before most servers close it: a request on a closed one fails. */
const idleMs = 4000;

interface Client {
  module: Pick<typeof http, 'request'>;
  agent: http.Agent;
}

/**
 * A fetch that sends what every question to a model is, text whose answer is not redirected, through Node's own HTTP
 * client: that takes a third of the CPU of Node's fetch, which matters for a run of thousands of calls (`npm run bench runs`).
 * All else goes through `otherwise`.
 */
export function httpFetch(
  otherwise: typeof globalThis.fetch,
  limits: Limits = usualLimits,
): typeof globalThis.fetch {
  const options = { keepAlive: true, timeout: idleMs };
  // `request` is looked up at each call: VS Code puts its own into these modules, with its proxies and certificates.
  const clients = new Map<string, Client>([
    ['http:', { module: http, agent: new http.Agent(options) }],
    ['https:', { module: https, agent: new https.Agent(options) }],
  ]);
  return async (input, init) => {
    const { body, redirect } = init ?? {};
    if (input instanceof Request || typeof body !== 'string' || redirect !== 'manual') {
      return otherwise(input, init);
    }
    const url = new URL(input);
    const client = clients.get(url.protocol);
    return client ? send(url, client, { ...init, body }, limits) : otherwise(input, init);
  };
}

function send(
  url: URL,
  { module, agent }: Client,
  { method = 'GET', headers, body, signal }: RequestInit & { body: string },
  { connectMs, silenceMs }: Limits,
): Promise<Response> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const request = module.request(url, {
      method,
      agent,
      timeout: silenceMs,
      headers: sentHeaders(headers, body),
    });
    let answer: IncomingMessage | undefined;
    const stop = (reason: unknown) => (answer ?? request).destroy(asError(reason));
    const abort = () => stop(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    request.once('close', () => signal?.removeEventListener('abort', abort));
    request.once('timeout', () => stop(timeout(`no word for ${silenceMs} ms`)));
    request.once('socket', (socket) => {
      if (socket.connecting) limitConnecting(request, connectMs);
    });
    request.once('error', (cause) => reject(signal?.aborted ? signal.reason : fetchFailed(cause)));
    request.once('response', (message) => {
      answer = message;
      try {
        resolve(new HttpResponse(message));
      } catch (error) {
        stop(error);
        reject(fetchFailed(error));
      }
    });
    request.end(body);
  });
}

function limitConnecting(request: ClientRequest, connectMs: number): void {
  const late = () => request.destroy(timeout(`no connection in ${connectMs} ms`));
  const timer = setTimeout(late, connectMs);
  const clear = () => clearTimeout(timer);
  request.once('close', clear);
  request.socket?.once('connect', clear);
}

function sentHeaders(given: RequestInit['headers'], body: string): Record<string, string> {
  return {
    accept: '*/*',
    'user-agent': 'node',
    ...Object.fromEntries(new Headers(given)),
    'content-length': `${Buffer.byteLength(body)}`,
  };
}

/** As Node's fetch fails. */
function fetchFailed(cause: unknown): TypeError {
  return new TypeError('fetch failed', { cause });
}

function timeout(message: string): Error {
  return Object.assign(new Error(message), { code: 'ETIMEDOUT' });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
