import assert from 'node:assert/strict';
import type { Part } from '../../src/core/ports/provider.ts';
import { demoEntry } from '../../src/providers/demo/entry.ts';
import { partStream, type WireReader } from '../../src/providers/part-stream.ts';
import { modelOf } from './contract.ts';

const target = { provider: 'Test', baseUrl: 'https://test.example' };
const model = modelOf({ entry: demoEntry, modelId: 'swift' });

/** The parts of an answer whose events, by piece, are parts; text `!` makes the reader throw. */
async function partsOf(pieces: Iterable<Part[]>, limit?: number) {
  const reader: WireReader<Part> = {
    read(part) {
      if (part.type === 'text' && part.text === '!') throw new Error('unreadable');
      return [part];
    },
    finish: () => [{ type: 'end', reason: 'stop' }],
  };
  const stream = partStream(
    {
      request: { model, turns: [{ role: 'user', content: 'Hi' }] },
      warnings: [],
      signal: new AbortController().signal,
      reader,
      target: () => target,
      failure: () => undefined,
      async open() {
        return (async function* () {
          yield* pieces;
        })();
      },
    },
    limit,
  );
  const parts: Part[] = [];
  let error: unknown;
  try {
    for await (const part of stream) parts.push(part);
  } catch (thrown) {
    error = thrown;
  }
  return { parts, error };
}

const text = (words: string): Part => ({ type: 'text', text: words });
const thinking = (words: string): Part => ({ type: 'thinking', text: words });
const usage: Part = { type: 'usage', usage: { inputTokens: 1, outputTokens: 2 } };
const end: Part = { type: 'end', reason: 'stop' };

describe('providers/part-stream', () => {
  it('joins the words of one piece, in their order', async () => {
    const { parts } = await partsOf([
      [thinking('a'), thinking('b'), text('c'), text('d'), usage, text('e')],
      [text('f'), text('g')],
    ]);
    const expected = [thinking('ab'), text('cd'), usage, text('e'), text('fg'), end];
    assert.deepEqual(parts, expected);
  });

  it('ends an answer that has no end, keeps what came, and says so', async () => {
    let asked = 0;
    const endless = (function* () {
      for (;;) {
        asked += 1;
        yield [thinking('abcd'), text('efgh')];
      }
    })();
    const { parts, error } = await partsOf(endless, 1001);
    assert.equal(error, undefined);
    assert.equal(parts.map((part) => ('text' in part ? part.text : '')).join('').length, 1001);
    assert.deepEqual(
      parts.slice(-3).map((part) => (part.type === 'warning' ? part.warning.code : part.type)),
      ['answer-cut', 'usage', 'end'],
    );
    assert.deepEqual(parts.at(-1), { type: 'end', reason: 'length' });
    assert.ok(asked < 200, 'nothing more was read');
  });

  it('gives what was read of a piece before it throws', async () => {
    const { parts, error } = await partsOf([[text('a'), text('b'), text('!'), text('c')]]);
    assert.deepEqual(parts, [text('ab')]);
    assert.match(String(error), /can't read/);
  });
});
