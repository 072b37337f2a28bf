import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonIn } from '../../src/core/json-text.ts';

describe('JSON in an answer', () => {
  it('is the whole text, a fenced block, or from bracket to bracket', () => {
    assert.deepEqual(jsonIn('{"a": 1}'), { value: { a: 1 } });
    assert.deepEqual(jsonIn('Here:\n```json\n{"a": [1]}\n```\nDone {x}.'), { value: { a: [1] } });
    assert.deepEqual(jsonIn('Sure! [1, 2] is it.'), { value: [1, 2] });
    assert.deepEqual(jsonIn('null'), { value: null });
  });
  it('is not made up', () => {
    for (const text of ['', 'no', '{', '} {', '{"a": 1']) assert.equal(jsonIn(text), undefined, text);
  });
  it('is found for every value, alone and in words', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(jsonIn(text), { value: JSON.parse(text) });
        if (typeof value === 'object' && value !== null) {
          assert.deepEqual(jsonIn(`Answer: ${text} .`), { value: JSON.parse(text) });
        }
      }),
    );
  });
});
