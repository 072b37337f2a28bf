import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonIn } from '../../src/core/json-text.ts';

const fence = (info: string, content: string) => `\`\`\`${info}\n${content}\n\`\`\``;

describe('JSON in an answer', () => {
  const found: [text: string, value: unknown][] = [
    ['{"a": 1}', { a: 1 }],
    [' [1, 2]\n', [1, 2]],
    ['null', null],
    ['"text"', 'text'],
    ['Sure! {"a":1} Hope it helps {smile}', { a: 1 }],
    ['{maybe} it is {"a":1}.', { a: 1 }],
    [':{ sorry. {"a":1}', { a: 1 }],
    ['It is {"a":"}"} here', { a: '}' }],
    ['It is {"a":"\\"}"} here', { a: '"}' }],
    ['As [1] says: {"a":[1]}', { a: [1] }],
    ['He said "well {"a":1}', { a: 1 }],
    ['The list: ["a","b"]', ['a', 'b']],
    ['The list: [{"a":1}]', [{ a: 1 }]],
    ['The list:\n[1, 2, 3]\nThat is all.', [1, 2, 3]],
    ['The list: [1, 2, 3]', [1, 2, 3]],
    ['The list: [1, 2, 3].\nThat is all.', [1, 2, 3]],
    ['None:\n{}\n', {}],
    [`Here:\n${fence('json', '{"a": [1]}')}\nDone {x}.`, { a: [1] }],
    [`Here:\n${fence('', '{"a": 1}')}`, { a: 1 }],
    [fence('JSON', '3'), 3],
    [fence('javascript', '{"a": 1}'), { a: 1 }],
    [`${fence('ts', 'const x = {a: 1};')}\n\n${fence('json', '{"a":1}')}`, { a: 1 }],
    [`${fence('json', '{"a":1}')}\nas in [2]`, { a: 1 }],
    ['````json\n{"a":"```"}\n````', { a: '```' }],
    ['~~~json\n{"a":1}\n~~~', { a: 1 }],
    ['```json\n{"a":1}', { a: 1 }],
    [`${fence('json', '{"a":1}')}\nAgain:\n${fence('json', '{ "a": 1 }')}`, { a: 1 }],
    [`  1. So:\n   ${fence('json', '   {"a":1}').replace(/\n```$/, '\n   ```')}`, { a: 1 }],
  ];
  for (const [text, value] of found) {
    it(`is in ${JSON.stringify(text)}`, () => assert.deepEqual(jsonIn(text), { value }));
  }

  const none = [
    '',
    'no',
    '{',
    '} {',
    '{"a": 1',
    'See [1] for that.',
    'See [1, 2] for that.',
    'The figures of section [2] of the text.',
    'Sources:\n[1]',
    '- [ ] to do',
    '- [] to do',
    'Call f() {} then.',
    'See ["this"](https://a.b).',
    "{'a':1}",
    '{"a":NaN}',
    '{"a":undefined}',
    '{"a":1,}',
    '{a:1}',
    '// no\n{"a":1, // one\n"b":2}',
    // A part of what is no JSON.
    '{"a":NaN,"b":{"c":1}}',
    '{"items":[{"a":1},{"a":2}',
    'So: [{"a":1},{"a":2}',
    '{"text":"see {"a":1}',
    fence('json', '{"items":[{"a":1}'),
    fence('python', 'print({"a":1})'),
    // Several, of which either may be meant.
    '{"a":1}\n{"a":2}',
    'Not {"a":1} but {"a":2}',
    `${fence('json', '{"a":1}')}\n${fence('json', '{"a":2}')}`,
  ];
  for (const text of none)
    it(`is not in ${JSON.stringify(text)}`, () => assert.equal(jsonIn(text), undefined));

  it('is found for every value, alone, in a block, and an object in words', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
        const text = JSON.stringify(value);
        const same = { value: JSON.parse(text) };
        assert.deepEqual(jsonIn(text), same);
        assert.deepEqual(jsonIn(`Answer:\n${fence('json', text)}\nDone.`), same);
        const object = JSON.stringify({ value, other });
        assert.deepEqual(jsonIn(`Answer: ${object} .`), { value: JSON.parse(object) });
      }),
    );
  });

  it('is looked for in linear time', () => {
    const time = (text: string) => {
      const start = performance.now();
      jsonIn(text);
      return performance.now() - start;
    };
    for (const piece of [
      '{',
      '[',
      '{"',
      '["a",',
      '{} ',
      '[1] ',
      '"',
      '{"a":',
      '[ ',
      '```\n',
      '}{',
      '{"a":[}',
      '\\"{',
    ]) {
      const [half, whole] = [piece.repeat(5_000), piece.repeat(10_000)];
      const small = Math.min(time(half), time(half));
      const large = Math.min(time(whole), time(whole));
      // Twice the text takes twice the time; four times it would be the square.
      assert.ok(large < small * 8 + 100, `${JSON.stringify(piece)}: ${small} ms, then ${large} ms`);
    }
  });
});
