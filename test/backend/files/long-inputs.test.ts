import assert from 'node:assert/strict';
import { Columns } from '../../../src/backend/files/columns.ts';
import { arrayElements } from '../../../src/backend/files/json-elements.ts';
import { separatedRows } from '../../../src/backend/files/separated-rows.ts';

/** As a file is read. */
async function* inPieces(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536);
}

async function taken(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _item of items);
}

describe('reading a table', () => {
  const longest = 1e9;
  const shapes: [name: string, length: number, read: (length: number) => Promise<void>][] = [
    [
      'a header that does not end',
      8_000_000,
      (length) => taken(separatedRows(inPieces('a'.repeat(length)), { longest })),
    ],
    [
      'blanks before an array',
      8_000_000,
      (length) => taken(arrayElements(inPieces(`${' '.repeat(length)}[1]`), longest)),
    ],
    [
      'columns of one name',
      16_000,
      async (count) => {
        const columns = new Columns();
        for (let at = 0; at < count; at++) columns.add('a');
        assert.equal(columns.names.at(-1), `a ${count}`);
      },
    ],
  ];
  for (const [name, length, read] of shapes) {
    it(`takes a time that grows with the text and no faster: ${name}`, async () => {
      const timed = async (size: number) => {
        const from = process.cpuUsage();
        await read(size);
        return process.cpuUsage(from).user / 1000;
      };
      await timed(length / 8);
      const short = Math.max(await timed(length / 8), await timed(length / 8));
      const long = Math.min(await timed(length), await timed(length));
      // Eight times the text; what grows with its square would take 64 times as long.
      assert.ok(long < 24 * short + 200, `${short} ms, then ${long} ms`);
    });
  }
});
