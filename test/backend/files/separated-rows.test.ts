import assert from 'node:assert/strict';
import fc from 'fast-check';
import Papa from 'papaparse';
import { EndlessRow, type SeparatedRow, separatedRows } from '../../../src/backend/files/separated-rows.ts';

async function* inPieces(...pieces: string[]): AsyncGenerator<string> {
  yield* pieces;
}

async function read(pieces: readonly string[], delimiter?: string) {
  const rows: SeparatedRow[] = [];
  let leftOut: [line: number, count: number] | undefined;
  const onLeftOut = (line: number, count: number) => {
    leftOut = [line, count];
  };
  for await (const page of separatedRows(inPieces(...pieces), { delimiter, longest: 100_000, onLeftOut }))
    rows.push(...page);
  return { rows, leftOut };
}

const valuesOf = async (text: string) => (await read([text])).rows.map(({ values }) => values);
const oddOf = async (text: string) => (await read([text])).rows.map(({ odd }) => odd);

describe('separated rows', () => {
  const ugly =
    'a,b\r\n"x\r\ny","""q"", r"\n\n , \r\n1,"2\n3"\r\n"4" ,5,6\r7,"8"\n"9" or 10,11\n"say "a" b",12\nend,';
  const expected: SeparatedRow[] = [
    { values: ['a', 'b'], line: 1 },
    { values: ['x\ny', '"q", r'], line: 2 },
    { values: [''], line: 4 },
    { values: ['', ''], line: 5 },
    { values: ['1', '2\n3'], line: 6 },
    { values: ['4', '5', '6'], line: 8 },
    { values: ['7', '8'], line: 9 },
    { values: ['"9" or 10', '11'], line: 10, odd: 'stray' },
    { values: ['say "a" b', '12'], line: 11, odd: 'stray' },
    { values: ['end', ''], line: 12 },
  ];

  it('are the same wherever the text is cut', async () => {
    for (let at = 0; at <= ugly.length; at++) {
      const { rows } = await read([ugly.slice(0, at), ugly.slice(at)], ',');
      assert.deepEqual({ at, rows }, { at, rows: expected });
    }
    assert.deepEqual((await read([...ugly], ',')).rows, expected, 'one character at a time');
    // Behind what is looked at for the delimiter, pieces are cut one by one.
    const long = `a,b\n${'x,y\n'.repeat(10_000)}`;
    const begun = await read([long, ...ugly.slice(5)], ',');
    assert.deepEqual(
      begun.rows.slice(10_001).map(({ values }) => values),
      expected.slice(1).map(({ values }) => values),
    );
  });

  it('are those that another reader finds in whatever it wrote', async () => {
    const value = fc.string({
      unit: fc.constantFrom('a', '"', ',', '\n', ';', ' ', 'ä', '\t', '|'),
      maxLength: 6,
    });
    const row = fc.array(value, { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 8 }),
        fc.constantFrom(',', ';', '\t'),
        async (rows, delimiter) => {
          const table = [['h', 'i'], ...rows, ['last', 'one']];
          const text = Papa.unparse(table, { delimiter, quotes: true, newline: '\r\n' });
          assert.deepEqual(
            (await read([text], delimiter)).rows.map(({ values }) => values),
            table,
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('may end in an old Macintosh’s line breaks, in mixed ones, or in none', async () => {
    assert.deepEqual((await read(['a;b\r1;2\r', '3;4\r'])).rows, [
      { values: ['a', 'b'], line: 1 },
      { values: ['1', '2'], line: 2 },
      { values: ['3', '4'], line: 3 },
    ]);
    assert.deepEqual(await valuesOf('a,b\r\n1,2\r3,4\n5,6\r\n'), [
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
    ]);
    assert.deepEqual((await read(['alone'])).rows, [{ values: ['alone'], line: 1 }]);
    assert.deepEqual((await read([])).rows, []);
  });

  it('are not swallowed by quotation marks where none belong', async () => {
    const cases: [text: string, rows: string[][], odd: (string | undefined)[]][] = [
      // A phrase in quotes begins the value.
      [
        'a,b\n1,"This is" not it\n2,ok\n3,"fine"\n',
        [
          ['1', '"This is" not it'],
          ['2', 'ok'],
          ['3', 'fine'],
        ],
        ['stray', undefined, undefined],
      ],
      [
        'a,b\n1,"Yes, sir" he said\n2,say "x"\n',
        [
          ['1', '"Yes, sir" he said'],
          ['2', 'say "x"'],
        ],
        ['stray', undefined],
      ],
      [
        'a,b\n"One" and "two",x\n2,y\n',
        [
          ['"One" and "two"', 'x'],
          ['2', 'y'],
        ].map((row) => row),
        ['stray', undefined],
      ],
      // Marks within a quoted value are not doubled.
      [
        'a,b\n1,"He said "hi, there" to me"\n2,ok\n',
        [
          ['1', 'He said "hi, there" to me'],
          ['2', 'ok'],
        ],
        ['stray', undefined],
      ],
      // Opened and forgotten, and another value is quoted further down.
      [
        'a,b\n1,"oops\n2,ok\n3,"fine"\n4,x\n',
        [
          ['1', '"oops'],
          ['2', 'ok'],
          ['3', 'fine'],
          ['4', 'x'],
        ],
        ['stray', undefined, undefined, undefined],
      ],
      [
        'a,b\n"oops,1\nok,2\n"fine",3\n',
        [
          ['"oops', '1'],
          ['ok', '2'],
          ['fine', '3'],
        ],
        ['stray', undefined, undefined],
      ],
      // Inches and feet.
      [
        'a,b\n5\' 10",x\n6",y\n',
        [
          ['5\' 10"', 'x'],
          ['6"', 'y'],
        ],
        [undefined, undefined],
      ],
    ];
    for (const [text, rows, odd] of cases) {
      assert.deepEqual((await valuesOf(text)).slice(1), rows, text);
      assert.deepEqual((await oddOf(text)).slice(1), odd, text);
    }
  });

  it('say where a quotation mark is opened and never closed, and keep the rows behind it', async () => {
    assert.deepEqual((await read(['a,b\n1,2\n3,"4\n5,6\n'])).rows.slice(2), [
      { values: ['3', '"4'], line: 3, odd: 'open' },
      { values: ['5', '6'], line: 4 },
    ]);
    // What is cut off within a value that has lines of its own is that value.
    assert.deepEqual((await read(['a,b\n1,2\n3,"Dear all,\nthis is\nthe en'])).rows.slice(2), [
      { values: ['3', 'Dear all,\nthis is\nthe en'], line: 3, odd: 'open' },
    ]);
    assert.deepEqual((await read(['a,b\n1,"cut of'])).rows[1], {
      values: ['1', 'cut of'],
      line: 2,
      odd: 'open',
    });
  });

  it('count when there is nothing in them, but for those at the end', async () => {
    assert.deepEqual(await valuesOf('q\none\n""\n\nfour\n\n\n'), [['q'], ['one'], [''], [''], ['four']]);
    assert.deepEqual(await valuesOf('q\none\n""\n'), [['q'], ['one'], ['']]);
    assert.deepEqual(await valuesOf('\n\na,b\n,\n1,2\n'), [
      ['a', 'b'],
      ['', ''],
      ['1', '2'],
    ]);
    const { rows, leftOut } = await read(['a,b\n1,2\n,\n,\n\n']);
    assert.deepEqual([rows.length, leftOut], [2, [3, 2]]);
  });

  it('are separated by what the header is separated by, or by what a first line says', async () => {
    const cases: [text: string, rows: string[][]][] = [
      [
        'question\nHello, world\nHow are you, and why?\n',
        [['question'], ['Hello, world'], ['How are you, and why?']],
      ],
      ['Tell me, please\nOne\nTwo\n', [['Tell me, please'], ['One'], ['Two']]],
      [
        'id;text\n1;Hello, world\n2;Well, well, well\n',
        [
          ['id', 'text'],
          ['1', 'Hello, world'],
          ['2', 'Well, well, well'],
        ],
      ],
      [
        'id\ttext\n1\ta, b; c\n',
        [
          ['id', 'text'],
          ['1', 'a, b; c'],
        ],
      ],
      [
        'id|text\n1|a, b\n',
        [
          ['id', 'text'],
          ['1', 'a, b'],
        ],
      ],
      [
        '"a;b","c"\n1,2\n',
        [
          ['a;b', 'c'],
          ['1', '2'],
        ],
      ],
      [
        'sep=;\na;b;c\n1;2;3\n',
        [
          ['a', 'b', 'c'],
          ['1', '2', '3'],
        ],
      ],
      [
        'SEP=,\r\na,b\r\n1,2\r\n',
        [
          ['a', 'b'],
          ['1', '2'],
        ],
      ],
      [
        '"sep=\t"\na\tb\n1\t2\n',
        [
          ['a', 'b'],
          ['1', '2'],
        ],
      ],
    ];
    for (const [text, rows] of cases) assert.deepEqual(await valuesOf(text), rows, text);
    assert.equal((await read(['sep=;\na;b\n1;2\n'])).rows[1]!.line, 3);
    const wide = `${'w'.repeat(40_000)},b\n1,2\n`;
    assert.deepEqual((await valuesOf(wide))[1], ['1', '2'], 'a header longer than what is looked at first');
  });

  it('give up on a row that does not end', async () => {
    const pieces = [
      `a,b\n${'x,y\n'.repeat(10_000)}1,"`,
      ...Array.from({ length: 300 }, () => 'x'.repeat(1000)),
    ];
    await assert.rejects(read(pieces), (error) => error instanceof EndlessRow && error.line === 10_002);
  });

  it('take a time that grows with the text and no faster, whatever its quotation marks', async () => {
    const shapes = ['"a"b,', '"a\n', '"a""', '"x "y" z\n', '""x",', ',"'];
    for (const shape of shapes) {
      const timed = async (length: number) => {
        const text = `a,b\n${shape.repeat(length / shape.length)}`;
        const pieces = text.match(/[\s\S]{1,65536}/gu)!;
        const from = process.cpuUsage();
        for await (const _page of separatedRows(inPieces(...pieces), { delimiter: ',', longest: 1e8 }));
        const { user } = process.cpuUsage(from);
        return user / 1000;
      };
      await timed(100_000);
      const [short, long] = [await timed(100_000), await timed(800_000)];
      // Eight times the text; what grows with its square would take 64 times as long.
      assert.ok(long < 32 * short + 200, `${shape}: ${short} ms, then ${long} ms`);
    }
  });
});
