import assert from 'node:assert/strict';
import { jsonLines } from '../../src/providers/json-lines.ts';

async function read(...chunks: Uint8Array[]): Promise<unknown[]> {
  const body = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const values = [];
  for await (const value of jsonLines(new Response(body))) values.push(value);
  return values;
}

describe('providers/json-lines', () => {
  it('reads lines that are split anywhere, also inside of a character', async () => {
    const values = [{ a: 'Grüße 👩‍👧' }, { b: [1, 2] }, null, { c: '你好' }];
    const bytes = new TextEncoder().encode(`${values.map((value) => JSON.stringify(value)).join('\r\n\n')}`);
    for (const size of [1, 2, 3, 7, 1000]) {
      const chunks = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      assert.deepEqual(await read(...chunks), values);
    }
  });

  it('throws at what is no JSON', async () => {
    await assert.rejects(read(new TextEncoder().encode('{"a":1}\n{"b"')), SyntaxError);
  });
});
