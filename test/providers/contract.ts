import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type {
  EndpointOptions,
  GenerationRequest,
  Part,
  Provider,
  ProviderEntry,
} from '../../src/core/ports/provider.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { Usage } from '../../src/protocol/generation.ts';
import { type ModelDefinition, modelFeatures } from '../../src/protocol/models.ts';
import { httpFetch } from '../../src/runtime/http-fetch.ts';
import type { LoopbackServer, RecordedRequest, Scenario, ServerOptions } from './servers/loopback.ts';

type Lack = 'refusal' | 'citations' | 'webSearch' | 'key' | 'requiredKey' | 'tools' | 'counts';

/** What the contract must know of a vendor to test its adapter. */
export interface ContractVendor {
  entry: ProviderEntry;
  start(options: ServerOptions): Promise<LoopbackServer>;
  modelId: string;
  endpoint?: Partial<EndpointOptions>;
  /** What of the contract the vendor's wire has no shape for. */
  lacks?: readonly Lack[];
  /** Looks into the recorded body of a request for text. */
  sent: {
    system(body: RecordedRequest['body']): unknown;
    temperature?(body: RecordedRequest['body']): unknown;
    maxTokens(body: RecordedRequest['body']): unknown;
    images(body: RecordedRequest['body']): unknown;
    tools(body: RecordedRequest['body']): unknown;
    schema(body: RecordedRequest['body']): unknown;
    turns(body: RecordedRequest['body']): unknown[];
  };
  /** How the server's usage must read in ours; what the wire can't say is absent. */
  usage: { scenario: NonNullable<Scenario['usage']>; expected: Usage };
}

export function newKey(): string {
  return randomBytes(24).toString('base64url');
}

export function modelOf(vendor: Pick<ContractVendor, 'entry' | 'modelId'>): ModelDefinition {
  return {
    id: vendor.modelId,
    name: `Test ${vendor.modelId}`,
    provider: vendor.entry.id,
    description: '',
    contextSize: 100_000,
    features: [...modelFeatures],
  };
}

export interface Collected {
  parts: Part[];
  text: string;
  thinking: string;
  error: AbaiError | undefined;
}

/** All parts until the end or the error; any other error than AbaiError fails the test. */
export async function collect(parts: AsyncIterable<Part>, onPart?: (part: Part) => void): Promise<Collected> {
  const collected: Collected = { parts: [], text: '', thinking: '', error: undefined };
  try {
    for await (const part of parts) {
      collected.parts.push(part);
      if (part.type === 'text') collected.text += part.text;
      if (part.type === 'thinking') collected.thinking += part.text;
      onPart?.(part);
    }
  } catch (error) {
    assert.ok(
      error instanceof AbaiError,
      `not an AbaiError: ${error instanceof Error ? error.stack : error}`,
    );
    collected.error = error;
  }
  return collected;
}

export function ofType<Type extends Part['type']>(collected: Collected, type: Type) {
  return collected.parts.filter((part): part is Extract<Part, { type: Type }> => part.type === type);
}

/** No run of eight characters of the key stands anywhere in what people or logs can see. */
export function assertNoKey(error: AbaiError, key: string): void {
  let seen = `${error.message} ${JSON.stringify(error.toFailure())} ${error.stack}`;
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    seen += `${cause.message} ${cause.stack} ${JSON.stringify(cause)}`;
  }
  for (let at = 0; at + 8 <= key.length; at++) {
    assert.ok(!seen.includes(key.slice(at, at + 8)), `a piece of the key stands in: ${seen}`);
  }
}

/** A sentence for people: says something, begins with a capital or a name, ends like a sentence. */
function assertSentence(error: AbaiError): void {
  assert.match(error.message, /^\S.{20,}[.!?…]$/s);
  assert.ok(error.message.length < 600, error.message);
}

const image = { mimeType: 'image/png', data: 'iVBORw0KGgo=' };

/** Every adapter passes this, against a loopback server that speaks the vendor's wire format. */
export function contract(vendor: ContractVendor): void {
  const lacks = (what: Lack) => vendor.lacks?.includes(what) ?? false;
  /** Defines a test only for vendors whose wire has a shape for it. */
  const itHas = (needs: readonly Lack[], name: string, test: () => Promise<void>) => {
    if (!needs.some(lacks)) it(name, test);
  };
  const model = modelOf(vendor);
  let server: LoopbackServer;
  let provider: Provider;
  let key: string;

  const request = (more: Partial<GenerationRequest> = {}): GenerationRequest => ({
    model,
    turns: [{ role: 'user', content: 'Why is the sky blue?' }],
    ...more,
  });
  const connect = async (url: string, more: Partial<EndpointOptions> = {}) =>
    (await vendor.entry.load())({
      baseUrl: url,
      fetch: httpFetch(fetch),
      apiKey: async () => key,
      ...vendor.endpoint,
      ...more,
    });
  const ask = (more: Partial<GenerationRequest> = {}, signal = new AbortController().signal) =>
    collect(provider.generate(request(more), { signal }));
  /** The last recorded request for text. */
  const sent = () => server.requests.filter((one) => one.method === 'POST').at(-1)!;

  beforeEach(async () => {
    key = newKey();
    server = await vendor.start(lacks('key') ? {} : { key });
    provider = await connect(server.url);
  });
  afterEach(() => server.close());

  describe('an answer', () => {
    it('streams in order and ends once, last', async () => {
      server.next({ text: ['Rayleigh ', 'scattering', '.'], usage: vendor.usage.scenario, gapMs: 20 });
      const answer = await ask();
      assert.equal(answer.error, undefined);
      assert.equal(answer.text, 'Rayleigh scattering.');
      assert.ok(ofType(answer, 'text').length > 1);
      assert.deepEqual(answer.parts.at(-1), { type: 'end', reason: 'stop' });
      assert.equal(ofType(answer, 'end').length, 1);
      assert.deepEqual(ofType(answer, 'warning'), []);
    });

    it('has usage in our convention', async () => {
      server.next({ text: ['Yes.'], usage: vendor.usage.scenario });
      const answer = await ask({ parameters: lacks('webSearch') ? {} : { webSearch: true } });
      assert.deepEqual(ofType(answer, 'usage').at(-1)?.usage, vendor.usage.expected);
    });

    it('has an estimate where the vendor counts nothing', async () => {
      server.next({ text: ['Rayleigh ', 'scattering.'], usage: null });
      const answer = await ask();
      const usage = ofType(answer, 'usage').at(-1)?.usage;
      assert.equal(usage?.estimated, true);
      assert.ok(usage.inputTokens >= 4 && usage.outputTokens >= 2, JSON.stringify(usage));
      assert.equal(answer.parts.at(-1)?.type, 'end');
    });

    it('has thinking apart from text', async () => {
      server.next({ thinking: ['Light ', 'scatters'], text: ['Rayleigh.'], usage: { input: 5, output: 9 } });
      const answer = await ask({ parameters: { thinking: 'high' } });
      assert.equal(answer.thinking, 'Light scatters');
      assert.equal(answer.text, 'Rayleigh.');
    });

    itHas(['tools'], 'has tool calls as parts', async () => {
      const calls = [
        { id: 'call_a', name: 'weather', arguments: { city: 'Tromsø', days: 2 } },
        { id: 'call_b', name: 'weather', arguments: { city: 'Oslo', days: 1 } },
      ];
      server.next({ text: ['Looking.'], toolCalls: calls, usage: { input: 5, output: 9 } });
      const tool = {
        name: 'weather',
        description: 'Forecast',
        parameters: { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } } },
      };
      const answer = await ask({ tools: [tool] });
      const got = ofType(answer, 'tool-call').map(({ call }) => ({
        name: call.name,
        arguments: call.arguments,
      }));
      assert.deepEqual(
        got,
        calls.map(({ name, arguments: given }) => ({ name, arguments: given })),
      );
      const ids = ofType(answer, 'tool-call').map(({ call }) => call.id);
      assert.equal(new Set(ids).size, 2);
      assert.ok(ids.every((id) => id.length > 0));
      assert.deepEqual(answer.parts.at(-1), { type: 'end', reason: 'tool-calls' });
      assert.match(JSON.stringify(vendor.sent.tools(sent().body)), /"weather".*Forecast/);
    });

    itHas(['tools'], 'sends the tool results back', async () => {
      server.next({ text: ['Cold.'], usage: { input: 5, output: 9 } });
      await ask({
        turns: [
          { role: 'user', content: 'Weather?' },
          {
            role: 'assistant',
            content: '',
            toolCalls: [{ id: 'call_a', name: 'weather', arguments: { city: 'Oslo' } }],
          },
          { role: 'tool', toolCallId: 'call_a', name: 'weather', content: 'minus 4 degrees' },
        ],
      });
      const turns = vendor.sent.turns(sent().body);
      assert.equal(turns.length, 3);
      assert.match(JSON.stringify(turns[1]), /Oslo/);
      assert.match(JSON.stringify(turns[2]), /minus 4 degrees/);
    });

    itHas(['citations'], 'has citations', async () => {
      const citation = { url: 'https://example.com/sky', title: 'The sky' };
      server.next({
        text: ['As is known.'],
        citations: [citation, citation],
        usage: { input: 5, output: 9 },
      });
      const answer = await ask({ parameters: { webSearch: true } });
      assert.deepEqual(ofType(answer, 'citation'), [{ type: 'citation', citation }]);
    });

    itHas(['refusal'], 'may be a refusal', async () => {
      server.next({ text: ["I can't help with that."], refusal: true, usage: { input: 5, output: 9 } });
      const answer = await ask();
      assert.deepEqual(answer.parts.at(-1), { type: 'end', reason: 'refusal' });
    });

    it('says when it stopped at the token limit', async () => {
      server.next({ text: ['Half'], stop: 'length', usage: { input: 5, output: 9 } });
      const answer = await ask({ parameters: { maxTokens: 64 } });
      assert.deepEqual(answer.parts.at(-1), { type: 'end', reason: 'length' });
      assert.equal(vendor.sent.maxTokens(sent().body), 64);
    });

    it('may be empty, which is said', async () => {
      server.next({ text: [], usage: { input: 5, output: 0 } });
      const answer = await ask();
      assert.equal(answer.error, undefined);
      assert.deepEqual(
        ofType(answer, 'warning').map(({ warning }) => warning.code),
        ['empty-answer'],
      );
      assert.equal(answer.parts.at(-1)?.type, 'end');
    });

    it('may hold fields and events that nobody knows', async () => {
      server.next({ text: ['Ray', 'leigh'], unknown: true, usage: { input: 5, output: 2 } });
      const answer = await ask();
      assert.equal(answer.text, 'Rayleigh');
      assert.equal(answer.error, undefined);
    });

    it('keeps characters whole that are split across chunks', async () => {
      const text = ['Grüße ', '👩‍👩‍👧‍👦', ' 你好', ' 𝔘nicode\u2028done'];
      server.next({ text, byteByByte: true, usage: { input: 5, output: 2 } });
      const answer = await ask();
      assert.equal(answer.error, undefined);
      assert.equal(answer.text, text.join(''));
    });

    it('may let its first byte wait', async () => {
      server.next({ text: ['Late.'], firstByteMs: 150, usage: { input: 5, output: 2 } });
      assert.equal((await ask()).text, 'Late.');
    });
  });

  describe('a request', () => {
    it('carries system, history and options', async () => {
      await ask({
        system: 'Be kind.',
        turns: [
          { role: 'user', content: 'First?' },
          { role: 'assistant', content: 'Indeed.' },
          { role: 'user', content: 'Second?' },
        ],
        parameters: { temperature: 0.5, maxTokens: 77 },
      });
      const { body } = sent();
      assert.match(JSON.stringify(vendor.sent.system(body)), /Be kind\./);
      const turns = vendor.sent.turns(body).map((turn) => JSON.stringify(turn));
      assert.equal(turns.length, 3);
      assert.match(turns[0] ?? '', /First\?/);
      assert.match(turns[1] ?? '', /Indeed\./);
      assert.match(turns[2] ?? '', /Second\?/);
      if (vendor.sent.temperature) assert.equal(vendor.sent.temperature(body), 0.5);
      assert.equal(vendor.sent.maxTokens(body), 77);
    });

    it('carries images', async () => {
      await ask({ turns: [{ role: 'user', content: 'What is this?', images: [image] }] });
      assert.match(JSON.stringify(vendor.sent.images(sent().body)), /iVBORw0KGgo=/);
    });

    it('carries a JSON Schema, and says so where it is only asked for in the prompt', async () => {
      const schema = {
        type: 'object',
        properties: { color: { type: 'string' } },
        required: ['color'],
        additionalProperties: false,
      };
      server.next({ text: ['{"color":', '"blue"}'], usage: { input: 5, output: 2 } });
      const answer = await ask({ schema: { name: 'sky', schema } });
      assert.deepEqual(JSON.parse(answer.text), { color: 'blue' });
      const native = provider.capabilities(model).jsonSchema === true;
      const codes = ofType(answer, 'warning').map(({ warning }) => warning.code);
      assert.deepEqual(codes, native ? [] : ['json-schema-emulated']);
      const { body } = sent();
      const where = native ? vendor.sent.schema(body) : vendor.sent.system(body);
      assert.match(JSON.stringify(where), /color/);
    });

    it('asks for JSON without a schema', async () => {
      server.next({ text: ['{"a":1}'], usage: { input: 5, output: 2 } });
      const answer = await ask({ parameters: { jsonMode: true } });
      const native = provider.capabilities(model).jsonMode === true;
      const codes = ofType(answer, 'warning').map(({ warning }) => warning.code);
      assert.deepEqual(codes, native ? [] : ['json-mode-emulated']);
      assert.match(JSON.stringify(sent().body), /json/i);
    });

    it('leaves out what the model does not take, each with a warning', async () => {
      const plain: ModelDefinition = { ...model, features: ['streaming'] };
      const answer = await ask({
        model: plain,
        turns: [{ role: 'user', content: 'What is this?', images: [image] }],
        parameters: { temperature: 0.5, thinking: 'high', webSearch: true, promptCaching: '1h' },
      });
      const can = provider.capabilities(plain);
      const codes = ofType(answer, 'warning').map(({ warning }) => warning.code);
      const expected = [
        can.temperature ? [] : ['temperature-left-out'],
        can.thinking ? [] : ['thinking-left-out'],
        can.webSearch ? [] : ['web-search-left-out'],
        can.promptCaching ? [] : ['prompt-caching-left-out'],
        can.vision ? [] : ['images-left-out'],
      ].flat();
      for (const code of expected) assert.ok(codes.includes(code), `${code} is missing in ${codes}`);
      if (!can.vision) assert.doesNotMatch(JSON.stringify(sent().body), /iVBORw0KGgo/);
      assert.equal(answer.error, undefined);
    });

    it('carries the key and the extra headers, and tells the answer’s headers', async () => {
      let told: Headers | undefined;
      provider = await connect(server.url, {
        headers: { 'x-team': 'blue' },
        onHeaders: (headers) => {
          told = headers;
        },
      });
      server.next({
        text: ['Hi.'],
        headers: { 'x-ratelimit-remaining-requests': '7' },
        usage: { input: 5, output: 2 },
      });
      assert.equal((await ask()).text, 'Hi.');
      assert.equal(sent().headers['x-team'], 'blue');
      assert.equal(told?.get('x-ratelimit-remaining-requests'), '7');
    });

    itHas(['key', 'requiredKey'], 'is not sent without a key', async () => {
      provider = await connect(server.url, { apiKey: async () => undefined });
      const { error } = await ask();
      assert.equal(error?.code, 'auth');
      assertSentence(error);
      assert.equal(server.requests.length, 0);
    });
  });

  describe('taking it back', () => {
    it('before the call sends nothing', async () => {
      const { error } = await ask({}, AbortSignal.abort());
      assert.equal(error?.code, 'cancelled');
      assert.equal(server.requests.length, 0);
    });

    it('in mid-stream keeps the parts, ends the call and the connection', async () => {
      const controller = new AbortController();
      server.next({
        text: ['One ', 'two ', 'three ', 'four ', 'five'],
        gapMs: 60,
        usage: { input: 5, output: 2 },
      });
      const answer = await collect(provider.generate(request(), { signal: controller.signal }), (part) => {
        if (part.type === 'text') controller.abort();
      });
      assert.equal(answer.error?.code, 'cancelled');
      assert.equal(answer.error.retryable, false);
      assert.match(answer.text, /^One /);
      assert.doesNotMatch(answer.text, /five/);
      await until(() => sent().aborted);
    });

    it('while the first byte is awaited', async () => {
      const controller = new AbortController();
      server.next({ text: ['Late.'], firstByteMs: 2000 });
      setTimeout(() => controller.abort(), 60);
      const answer = await collect(provider.generate(request(), { signal: controller.signal }));
      assert.equal(answer.error?.code, 'cancelled');
      assert.equal(answer.text, '');
    });

    it('by leaving the loop ends the connection', async () => {
      server.next({ text: ['One ', 'two ', 'three ', 'four ', 'five'], gapMs: 60 });
      for await (const part of provider.generate(request(), { signal: new AbortController().signal })) {
        if (part.type === 'text') break;
      }
      await until(() => sent().aborted);
    });
  });

  describe('a failure', () => {
    for (const cut of ['clean', 'torn'] as const) {
      it(`is a stream that is cut (${cut}), and keeps its text`, async () => {
        server.next({ text: ['One ', 'two '], cut });
        const answer = await ask();
        assert.equal(answer.error?.code, 'provider');
        assert.equal(answer.error.retryable, true);
        assertSentence(answer.error);
        assert.equal(answer.text, 'One two ');
        assert.equal(ofType(answer, 'end').length, 0);
      });

      it(`is a stream that is cut (${cut}), whose usage is none or an estimate with what was counted`, async () => {
        server.next({
          text: ['One ', 'two ', 'three ', 'four'],
          cut,
          usage: { input: 70, output: 9, cached: 20 },
        });
        const answer = await ask();
        assert.ok(answer.error);
        const usages = ofType(answer, 'usage').map(({ usage }) => usage);
        assert.ok(usages.length <= 1);
        for (const usage of usages) {
          assert.equal(usage.estimated, true);
          assert.equal(usage.inputTokens, 70);
          assert.ok(usage.outputTokens >= 4, JSON.stringify(usage));
        }
      });
    }

    for (const streamError of ['overloaded', 'server'] as const) {
      it(`may come inside of the stream (${streamError})`, async () => {
        server.next({ text: ['One ', 'two '], streamError });
        const answer = await ask();
        assert.ok(
          answer.error?.code === 'provider' || answer.error?.code === 'unavailable',
          answer.error?.code,
        );
        assert.equal(answer.error.retryable, true);
        assertSentence(answer.error);
        assert.equal(answer.text, 'One two ');
        assert.equal(ofType(answer, 'end').length, 0);
      });
    }

    const cases: [number, Partial<Scenario>, Partial<AbaiError>][] = [
      [400, { errorMessage: 'Bad temperature.' }, { code: 'invalid', retryable: false }],
      [401, {}, { code: 'auth', retryable: false }],
      [403, { errorMessage: 'Not in your country.' }, { code: 'auth', retryable: false }],
      [429, {}, { code: 'rate-limited', retryable: true }],
      [500, {}, { code: 'unavailable', retryable: true }],
      [503, {}, { code: 'unavailable', retryable: true }],
      [529, {}, { code: 'unavailable', retryable: true }],
    ];
    for (const [status, scenario, expected] of cases) {
      it(`may be status ${status}, without the key that the vendor echoes`, async () => {
        const echo = `Seen: ${key}, also ${key.slice(0, 9)}***${key.slice(-9)}.`;
        server.next({ status, ...scenario, errorMessage: `${scenario.errorMessage ?? ''} ${echo}` });
        const { error } = await ask();
        assert.ok(error);
        assert.equal(error.code, expected.code);
        assert.equal(error.retryable, expected.retryable);
        assertSentence(error);
        assertNoKey(error, key);
        if (scenario.errorMessage) assert.match(error.message, new RegExp(scenario.errorMessage));
        assert.equal(server.requests.length, 1, 'the SDK must not retry by itself');
      });
    }

    it('may be a key that was copied with more than itself', async () => {
      key = `${key}\u201d`;
      const { error } = await ask();
      assert.equal(error?.code, 'auth');
      assertNoKey(error, key);
      assert.equal(server.requests.length, 0);
    });

    it('may be a refused key that the vendor calls a wrong argument', async () => {
      server.next({
        status: 400,
        errorMessage: `Incorrect API key provided: ${key}. Get one in the console.`,
      });
      const { error } = await ask();
      assert.equal(error?.code, 'auth');
      assertNoKey(error, key);
    });

    itHas(['key'], 'may be a refused key', async () => {
      const right = key;
      key = newKey();
      const { error } = await ask();
      assert.equal(error?.code, 'auth');
      assert.match(error.message, /key/i);
      assertNoKey(error, key);
      assertNoKey(error, right);
    });

    it('may be a model that is not there', async () => {
      server.next({ status: 404, errorMessage: `The model ${vendor.modelId} does not exist` });
      const { error } = await ask();
      assert.equal(error?.code, 'not-found');
      assert.ok(error.message.includes(vendor.modelId), error.message);
      assert.equal(error.retryable, false);
    });

    it('may be a path that is not there', async () => {
      server.next({
        status: 404,
        errorBody: '<html><body>nginx</body></html>',
        headers: { 'content-type': 'text/html' },
      });
      const { error } = await ask();
      assert.equal(error?.code, 'not-found');
      assert.match(error.message, /base URL/);
      assert.doesNotMatch(error.message, /html/);
    });

    for (const seconds of [0, 2, 90]) {
      it(`may ask to wait ${seconds} s`, async () => {
        server.next({ status: 429, headers: { 'retry-after': String(seconds) } });
        const { error } = await ask();
        assert.equal(error?.code, 'rate-limited');
        assert.equal(error.retryAfterMs, seconds * 1000);
        assert.equal(error.retryable, true);
        if (seconds > 0) assert.match(error.message, new RegExp(`${seconds} s`));
      });
    }

    it('may be a quota that is used up, which no retry heals', async () => {
      server.next({
        status: 429,
        errorCode: 'insufficient_quota',
        errorMessage: 'You exceeded your current quota, please check your plan and billing details.',
      });
      const { error } = await ask();
      assert.equal(error?.code, 'rate-limited');
      assert.equal(error.retryable, false);
      assertSentence(error);
    });

    it('may be a redirect, which takes no key along', async () => {
      const other = await vendor.start({});
      server.next({ status: 307, headers: { location: `${other.url}/elsewhere` } });
      const { error } = await ask();
      assert.equal(error?.code, 'invalid');
      assert.match(error.message, /redirect/);
      assert.equal(other.requests.length, 0);
      await other.close();
    });

    it('may be an endpoint that is down', async () => {
      const { url } = server;
      await server.close();
      provider = await connect(url);
      const { error } = await ask();
      assert.equal(error?.code, 'unavailable');
      assert.match(error.message, new RegExp(new URL(url).host.replaceAll('.', '\\.')));
      assert.match(error.message, /refused/);
      assertNoKey(error, key);
    });

    for (const [code, words] of [
      ['ENOTFOUND', /DNS/],
      ['DEPTH_ZERO_SELF_SIGNED_CERT', /TLS/],
      ['UND_ERR_CONNECT_TIMEOUT', /in time/],
    ] as const) {
      it(`may be a network that says ${code}`, async () => {
        const cause = Object.assign(new Error(`${code} somewhere`), { code });
        provider = await connect(server.url, {
          fetch: () => Promise.reject(new TypeError('fetch failed', { cause })),
        });
        const { error } = await ask();
        assert.equal(error?.code, 'unavailable');
        assert.match(error.message, words);
      });
    }

    it('may be a stream that is not the vendor’s', async () => {
      provider = await connect(server.url, {
        fetch: async () =>
          new Response('data: {"half": \n\ndata: [1', { headers: { 'content-type': 'text/event-stream' } }),
      });
      const { error } = await ask();
      assert.equal(error?.code, 'provider');
      assertSentence(error);
    });
  });

  describe('the endpoint', () => {
    const options = () => ({ signal: new AbortController().signal });

    it('lists its models', async () => {
      const models = await provider.listModels(options());
      assert.ok(
        models.some(({ id }) => id === vendor.modelId),
        JSON.stringify(models),
      );
    });

    it('says in a sentence that it works', async () => {
      assert.match(await provider.testConnection(options()), /^\S.{15,}\.$/);
    });

    it('says what is wrong with its key', async () => {
      server.next({ status: 401, errorMessage: `Bad key ${key}` });
      await assert.rejects(provider.testConnection(options()), (error: AbaiError) => {
        assert.equal(error.code, 'auth');
        assertNoKey(error, key);
        return true;
      });
    });

    itHas(['counts'], 'counts tokens, where the vendor does', async () => {
      assert.equal(await provider.countTokens?.(request({ system: 'Be kind.' }), options()), 42);
    });
  });
}

/** Waits for something that another process or socket does. */
export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail('waited in vain');
}
