import assert from 'node:assert/strict';
import { chatLines } from '../../../src/providers/ollama/chat-lines.ts';

const line = (content: string, done = false) => `${JSON.stringify({ message: { content }, done })}\n`;

/** A body of these pieces that stays open unless `ends`; says whether its reader has left. */
function bodyOf(pieces: Uint8Array[], ends = false) {
  const left = { early: false };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      if (ends) controller.close();
    },
    cancel() {
      left.early = true;
    },
  });
  return { body, left };
}

const bytes = (text: string) => new TextEncoder().encode(text);

async function read(body: ReadableStream<Uint8Array>, seen: string[] = []): Promise<string[]> {
  for await (const chunks of chatLines(body)) for (const { message } of chunks) seen.push(message.content);
  return seen;
}

describe('providers/ollama/chat-lines', () => {
  it('joins lines and characters that come in pieces', async () => {
    const all = bytes(line('süß') + line('', true));
    const pieces = Array.from(all, (_, at) => all.subarray(at, at + 1));
    assert.deepEqual(await read(bodyOf(pieces, true).body), ['süß', '']);
  });

  it('ends after the last chunk though the connection stays open, and keeps that', async () => {
    const { body, left } = bodyOf([bytes(line('a') + line('b', true) + line('c'))]);
    assert.deepEqual(await read(body), ['a', 'b']);
    assert.equal(left.early, false);
  });

  it('gives what came before an error in the same piece, then throws its words and ends the connection', async () => {
    const { body, left } = bodyOf([bytes(`${line('a')}{"error":"out of memory"}\n`)]);
    const seen: string[] = [];
    await assert.rejects(read(body, seen), { name: 'Error', message: 'out of memory' });
    assert.deepEqual(seen, ['a']);
    assert.equal(left.early, true);
  });

  it('ends the connection when it is left early', async () => {
    const { body, left } = bodyOf([bytes(line('a'))]);
    for await (const _ of chatLines(body)) break;
    assert.equal(left.early, true);
  });

  it('passes over blank and broken lines and reads a last one without its end', async () => {
    const { body } = bodyOf([bytes(`\n{"mess\n${line('a')}${line('b').trimEnd()}`)], true);
    assert.deepEqual(await read(body), ['a', 'b']);
  });
});
