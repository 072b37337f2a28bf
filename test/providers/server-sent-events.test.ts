import assert from 'node:assert/strict';
import { streamedError } from '../../src/providers/sdk-failure.ts';
import { serverSentEvents } from '../../src/providers/server-sent-events.ts';

const failure = (error: unknown) =>
  streamedError(error, { provider: 'Test', baseUrl: 'https://test.example' });
const bytes = (text: string) => new TextEncoder().encode(text);

/** An answer of these pieces that stays open unless `ends`; says whether its reader has left. */
function answerOf(pieces: (string | Uint8Array)[], ends = false) {
  const left = { early: false };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === 'string' ? bytes(piece) : piece);
      if (ends) controller.close();
    },
    cancel() {
      left.early = true;
    },
  });
  return { response: new Response(body), left };
}

/** The events, each piece by itself. */
async function read(response: Response, seen: unknown[] = [], signal = new AbortController().signal) {
  for await (const events of serverSentEvents(response, signal, failure)) seen.push(events);
  return seen;
}

describe('providers/server-sent-events', () => {
  it('gives together what came in one piece', async () => {
    const { response, left } = answerOf(['data: {"a":1}\n\ndata: {"a":2}\n\nda', 'ta: {"a":3}\n\n'], true);
    assert.deepEqual(await read(response), [[{ a: 1 }, { a: 2 }], [{ a: 3 }]]);
    assert.equal(left.early, false);
  });

  it('joins characters that come in pieces', async () => {
    const all = bytes('data: "süß 🎈"\n\n');
    const pieces = Array.from(all, (_, at) => all.subarray(at, at + 1));
    assert.deepEqual(await read(answerOf(pieces, true).response), [['süß 🎈']]);
  });

  it('ends after [DONE] though the body goes on, and ends the connection then', async () => {
    const { response, left } = answerOf(['data: 1\n\ndata: [DONE]\n\ndata: 2\n\n', 'data: 3\n\n']);
    assert.deepEqual(await read(response), [[1]]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(left.early, true);
  });

  it('lets the connection end by itself after [DONE], so that it can be used again', async () => {
    const { response, left } = answerOf(['data: [DONE]\n\n'], true);
    assert.deepEqual(await read(response), []);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(left.early, false);
  });

  const errors: [string, string, object][] = [
    [
      'an error object',
      'data: {"error":{"type":"overloaded_error","message":"Busy"}}',
      { code: 'unavailable' },
    ],
    ['an event named error', 'event: error\ndata: {"code":"rate_limit_exceeded"}', { code: 'rate-limited' }],
    ['an error in plain words', 'event: error\ndata: out of memory', { message: /out of memory/ }],
    ['what is no JSON', 'data: {"a', { name: 'SyntaxError' }],
  ];
  for (const [what, event, expected] of errors) {
    it(`gives what came before ${what} in the same piece, then throws and ends the connection`, async () => {
      const { response, left } = answerOf([`data: 1\n\n${event}\n\n`]);
      const seen: unknown[] = [];
      await assert.rejects(read(response, seen), expected);
      assert.deepEqual(seen, [[1]]);
      assert.equal(left.early, true);
    });
  }

  it('throws an error that was sent as it is, without being an event', async () => {
    const { response } = answerOf(['{"error":\n', ' {"message": "No GPU"}}'], true);
    await assert.rejects(read(response), { code: 'provider', message: /No GPU/ });
  });

  it('passes over what is no event otherwise', async () => {
    const { response } = answerOf(['<html>\n\nid: 1\n: {\ndata: 1\n\n{"choices":[]}\n'], true);
    assert.deepEqual(await read(response), [[1]]);
  });

  it('ends the connection when it is left early', async () => {
    const { response, left } = answerOf(['data: 1\n\n']);
    for await (const _ of serverSentEvents(response, new AbortController().signal, failure)) break;
    assert.equal(left.early, true);
  });

  it('ends the connection and itself when the signal says so', async () => {
    const { response, left } = answerOf(['data: 1\n\n']);
    const abort = new AbortController();
    const seen: unknown[] = [];
    const reading = read(response, seen, abort.signal);
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    await reading;
    assert.deepEqual(seen, [[1]]);
    assert.equal(left.early, true);
  });

  it('is empty without a body', async () => {
    assert.deepEqual(await read(new Response(null)), []);
  });
});
