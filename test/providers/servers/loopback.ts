import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { BatchOptions } from './batch-fates.ts';

/** One answer of a loopback server, in no vendor's words; each server says it in its vendor's wire format. */
export interface Scenario {
  /** Pieces of the answer, as they are streamed. */
  text?: readonly string[];
  thinking?: readonly string[];
  toolCalls?: readonly { id: string; name: string; arguments: unknown }[];
  citations?: readonly { url: string; title: string }[];
  /** Tells `text` as a refusal, where the vendor has such a thing. */
  refusal?: boolean;
  stop?: 'stop' | 'length' | 'content-filter';
  /** In our convention (input with cached, output with reasoning); null leaves it out of the stream. */
  usage?: {
    input: number;
    output: number;
    cached?: number;
    cacheWrite5m?: number;
    cacheWrite1h?: number;
    reasoning?: number;
    searches?: number;
  } | null;
  /** Milliseconds before the headers. */
  firstByteMs?: number;
  /** Milliseconds between two frames. */
  gapMs?: number;
  /** Ends without the end marker, after the text: closing the connection properly, or tearing it. */
  cut?: 'clean' | 'torn';
  /** An error inside of the stream, after the text. */
  streamError?: 'overloaded' | 'server';
  /** An answer that is an error from the start. */
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** Instead of the vendor's own error body. */
  errorBody?: string;
  /** For the vendor's own error body. */
  errorMessage?: string;
  errorCode?: string;
  /** Adds fields and events that no client knows. */
  unknown?: boolean;
  /** Sends every byte in a write of its own. */
  byteByByte?: boolean;
}

export interface RecordedRequest {
  method: string;
  /** With the query. */
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed where it is JSON, else its text. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every vendor's shape
  body: any;
  /** True when the client went away before the answer was whole. */
  aborted: boolean;
}

export interface LoopbackServer {
  /** As the provider's base URL. */
  url: string;
  requests: RecordedRequest[];
  /** What comes next; after the queue, `ServerOptions.answer` is asked again. */
  next(...scenarios: Scenario[]): void;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** What to answer to a request for text. Default: `scenarioOfPrompt`. */
  answer?: (request: RecordedRequest, prompt: string, model: string) => Scenario;
  /** Refuse every other key with 401, echoing what was sent as vendors do. */
  key?: string;
  /** Default: any free one. */
  port?: number;
  /** Keeps the process running for as long as the server does. */
  alone?: boolean;
  /** Ids that the model list names. */
  models?: readonly string[];
  batches?: BatchOptions;
}

/** The answer to a request that is not for text. */
export interface OtherAnswer {
  status?: number;
  body: unknown;
  type?: string;
  /** A batch was taken by it. */
  submit?: true;
}

/** A vendor's wire format. */
export interface Wire {
  /** Behind the origin, for example `/v1`. */
  basePath: string;
  keyOf(headers: IncomingHttpHeaders, path: string): string | undefined;
  /** The prompt and the model of a request for text; undefined for other requests. */
  asks(request: RecordedRequest): { prompt: string; model: string } | undefined;
  contentType: string;
  /** The frames of the answer, the end marker in the last. */
  frames(scenario: Scenario, request: RecordedRequest): { body: string[]; end: string[] };
  streamError(kind: 'overloaded' | 'server'): string;
  errorBody(status: number, message: string, code: string | undefined): string;
  /** Requests that are not for text: model lists, counts, batches. */
  other(request: RecordedRequest, options: ServerOptions): OtherAnswer | undefined;
}

export async function startLoopback(wire: Wire, options: ServerOptions = {}): Promise<LoopbackServer> {
  const requests: RecordedRequest[] = [];
  const queue: Scenario[] = [];

  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const recorded = await record(incoming);
    requests.push(recorded);
    response.on('close', () => {
      recorded.aborted = !response.writableFinished;
    });
    const asked = wire.asks(recorded);
    const key = wire.keyOf(incoming.headers, recorded.path);
    const refused = options.key !== undefined && key !== options.key;
    const scenario: Scenario | undefined = refused
      ? { status: 401, errorMessage: `Incorrect API key provided: ${key ?? '(none)'}.` }
      : (queue.shift() ?? (asked && (options.answer ?? answerOfPrompt)(recorded, asked.prompt, asked.model)));
    if (scenario?.firstByteMs) await wait(scenario.firstByteMs);
    if (scenario?.status !== undefined) return sendError(response, wire, scenario, key);
    if (asked === undefined || scenario === undefined) {
      const other = wire.other(recorded, options);
      const fate = other?.submit ? (options.batches?.submitAnswer?.() ?? 'sent') : 'sent';
      if (fate === 'held') return;
      if (fate === 'cut') return void response.destroy();
      response.writeHead(other?.status ?? (other ? 200 : 404), {
        'content-type': other?.type ?? 'application/json',
        ...scenario?.headers,
      });
      const body = other ? other.body : { error: { message: 'Unknown path.' } };
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
      return;
    }
    await stream(response, wire, scenario, recorded);
  };

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      console.error('loopback server:', error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  // A test that fails before it closes its server must not keep the run from ending.
  if (!options.alone) server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${wire.basePath}`,
    requests,
    next: (...scenarios) => queue.push(...scenarios),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function record(incoming: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // Uploads and empty bodies stay text.
  }
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    body,
    aborted: false,
  };
}

function sendError(response: ServerResponse, wire: Wire, scenario: Scenario, key: string | undefined): void {
  const status = scenario.status ?? 500;
  const body =
    scenario.errorBody ??
    wire.errorBody(status, scenario.errorMessage ?? `Status ${status} for key ${key}`, scenario.errorCode);
  response.writeHead(status, { 'content-type': 'application/json', ...scenario.headers });
  response.end(body);
}

async function stream(
  response: ServerResponse,
  wire: Wire,
  scenario: Scenario,
  request: RecordedRequest,
): Promise<void> {
  response.writeHead(200, { 'content-type': wire.contentType, ...scenario.headers });
  const { body, end } = wire.frames(scenario, request);
  const frames = [...body];
  if (scenario.streamError) frames.push(wire.streamError(scenario.streamError));
  else if (!scenario.cut) frames.push(...end);
  for (const frame of frames) {
    if (response.destroyed) return;
    if (scenario.byteByByte) {
      for (const byte of Buffer.from(frame)) {
        response.write(Buffer.of(byte));
        // A turn of the event loop keeps the writes apart.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } else response.write(frame);
    if (scenario.gapMs) await wait(scenario.gapMs);
  }
  if (scenario.cut === 'torn') {
    // The bytes so far must be out before the connection is torn.
    await wait(20);
    response.destroy();
  } else response.end();
}

/** A plain answer about the prompt; marks in the prompt ask for trouble: `[status:429] [cut] [slow]`. */
export function answerOfPrompt(_request: RecordedRequest, prompt: string, model: string): Scenario {
  const status = /\[status:(\d{3})\]/.exec(prompt)?.[1];
  if (status !== undefined) return { status: Number(status) };
  const line = prompt.replace(/\s+/g, ' ').trim().slice(0, 60);
  const words = `${model} says: this answers "${line}" in a handful of words.`.split(/(?<= )/);
  const scenario: Scenario = { text: words, usage: { input: 12, output: words.length } };
  if (prompt.includes('[cut]')) scenario.cut = 'clean';
  if (prompt.includes('[slow]')) scenario.gapMs = 200;
  return scenario;
}

/** One server-sent event. */
export function sse(data: unknown, event?: string): string {
  const line = typeof data === 'string' ? data : JSON.stringify(data);
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${line}\n\n`;
}

/** Runs a server until it is told to stop, when its file is the program: `tsx test/providers/servers/openai.ts 8123`. */
export async function runAlone(
  start: (options: ServerOptions) => Promise<LoopbackServer>,
  args = process.argv.slice(2),
): Promise<void> {
  const server = await start({ port: Number(args[0] ?? 0), alone: true });
  console.log(server.url);
}

export function isProgram(moduleUrl: string): boolean {
  return (
    process.argv[1] !== undefined &&
    moduleUrl.endsWith(process.argv[1].replaceAll('\\', '/').split('/').slice(-2).join('/'))
  );
}
