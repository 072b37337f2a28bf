import assert from 'node:assert/strict';
import { EndlessRow, type SeparatedRow, separatedRows } from '../../src/backend/separated-rows.ts';

async function* inPieces(...pieces: string[]): AsyncGenerator<string> {
  yield* pieces;
}

async function read(pieces: readonly string[], delimiter?: string) {
  const rows: SeparatedRow[] = [];
  const warnings: string[] = [];
  const warn = (sentence: string) => void warnings.push(sentence);
  for await (const page of separatedRows(inPieces(...pieces), { delimiter, warn, longest: 1000 }))
    rows.push(...page);
  return { rows, warnings };
}

describe('separated rows', () => {
  const ugly = 'a,b\r\n"x\r\ny","""q"", r"\n\n , \r\n1,"2\n3"\r\n"4" ,5,6\nend,';
  const expected = [
    { values: ['a', 'b'], line: 1 },
    { values: ['x\ny', '"q", r'], line: 2 },
    { values: ['1', '2\n3'], line: 6 },
    { values: ['4', '5', '6'], line: 8 },
    { values: ['end', ''], line: 9 },
  ];

  it('are the same wherever the text is cut', async () => {
    for (let at = 0; at <= ugly.length; at++) {
      const { rows, warnings } = await read([ugly.slice(0, at), ugly.slice(at)], ',');
      assert.deepEqual({ at, rows, warnings }, { at, rows: expected, warnings: [] });
    }
    const { rows } = await read([...ugly], ',');
    assert.deepEqual(rows, expected, 'one character at a time');
  });

  it('may end in an old Macintosh’s line breaks, or in none', async () => {
    assert.deepEqual((await read(['a;b\r1;2\r', '3;4\r'])).rows, [
      { values: ['a', 'b'], line: 1 },
      { values: ['1', '2'], line: 2 },
      { values: ['3', '4'], line: 3 },
    ]);
    assert.deepEqual((await read(['alone'])).rows, [{ values: ['alone'], line: 1 }]);
    assert.deepEqual((await read([])).rows, []);
  });

  it('say where a quotation mark is opened and never closed', async () => {
    const { rows, warnings } = await read(['a,b\n1,2\n3,"4\n5,6\n']);
    assert.deepEqual(rows.at(-1), { values: ['3', '4\n5,6\n'], line: 3 });
    assert.deepEqual(warnings, ['Line 3: a quotation mark is opened in this row and never closed.']);
  });

  it('give up on a row that does not end', async () => {
    const pieces = ['a,b\n1,"', ...Array.from({ length: 30 }, () => 'x'.repeat(100))];
    await assert.rejects(read(pieces), (error) => error instanceof EndlessRow && error.line === 2);
  });
});
