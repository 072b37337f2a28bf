import assert from 'node:assert/strict';
import { EventLines } from '../../src/providers/event-lines.ts';
import { jsonLines } from '../../src/providers/json-lines.ts';
import { chatLines } from '../../src/providers/ollama/chat-lines.ts';
import { WholeLines } from '../../src/providers/whole-lines.ts';
import { growth, mostGrowth } from '../harness/growth.ts';

const bytes = new TextEncoder();

/** A body of one line that comes in so many pieces, or never ends. */
function lineOf(pieces: number, piece = 'x'.repeat(64)): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent++ === pieces) controller.close();
      else controller.enqueue(bytes.encode(piece));
    },
  });
}

async function drained(values: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of values);
}

describe('lines of a server', () => {
  it('are looked through once, however many pieces they come in', () => {
    let looked = 0;
    const lines = new WholeLines();
    const isEnd = (piece: string) => {
      looked += piece.length;
      return piece.includes('\n');
    };
    for (let at = 0; at < 10_000; at++) assert.equal(lines.take('abc', isEnd), undefined);
    assert.equal(lines.take('d\n', isEnd)?.length, 30_002);
    assert.equal(looked, 30_002);
  });

  it('end in a sentence where they have no end', async () => {
    const never = /more than 0 million characters without a line end/;
    const one = new EventLines(1000);
    assert.throws(() => {
      for (;;) one.take('data: and so on');
    }, never);
    const many = new EventLines(1000);
    assert.throws(() => {
      for (;;) many.take('data: one more line of the same event\n');
    }, never);
    const lines = new WholeLines(1000);
    assert.throws(() => {
      for (;;) lines.take('{', () => false);
    }, never);
  });

  it('keep no more than the beginning of what is no event', () => {
    const lines = new EventLines();
    for (let at = 0; at < 100; at++) lines.take(`${'stray '.repeat(1000)}\n`);
    assert.ok(lines.stray.length < 140_000, `${lines.stray.length}`);
    assert.ok(lines.stray.startsWith('stray stray'));
  });

  const readers: [string, (pieces: number) => Promise<void>][] = [
    [
      'server-sent events',
      async (pieces) => {
        const lines = new EventLines();
        for (let at = 0; at < pieces * 8; at++) lines.take('data');
        lines.end('');
      },
    ],
    [
      'JSON lines',
      async (pieces) => {
        await drained(jsonLines(new Response(lineOf(pieces)))).catch(() => undefined);
      },
    ],
    ['chats of Ollama', (pieces) => drained(chatLines(lineOf(pieces)))],
  ];
  for (const [name, read] of readers) {
    it(`take time in step with their length: ${name}`, async function () {
      this.timeout(60_000);
      const grown = await growth(read, 4000);
      assert.ok(grown < mostGrowth, `eight times the pieces took ${grown.toFixed(1)} times as long`);
    });
  }
});
