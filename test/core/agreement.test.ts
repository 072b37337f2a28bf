import assert from 'node:assert/strict';
import fc from 'fast-check';
import { agreement, countWords } from '../../src/core/agreement.ts';

const between = (one: string, other: string) => agreement(countWords(one), countWords(other));

describe('the agreement of two texts', () => {
  it('is the share of their words that they have in common', () => {
    // a, b of three words each: two of three find their like, on both sides.
    assert.equal(between('red green blue', 'green blue yellow'), 4 / 6);
    assert.equal(between('red', 'blue'), 0);
  });

  it('counts each word as often as it occurs', () => {
    assert.equal(between('no no no', 'no'), 2 / 4);
  });

  it('is that of words: case, order, signs and blanks play no part', () => {
    assert.equal(between('Ship it, **now**!', 'now it\nSHIP'), 1);
    assert.equal(between('caf\u00e9', 'cafe\u0301'), 1);
  });

  it('is nothing with a text without words, and unknown between two of them', () => {
    assert.equal(between('word', '…'), 0);
    assert.equal(between('', '?'), null);
  });

  it('is the same in both directions, from 0 to 1, and 1 with itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.lorem(), (one, other) => {
        const share = between(one, other)!;
        assert.equal(share, between(other, one));
        assert.ok(share >= 0 && share <= 1);
        assert.equal(between(other, other), 1);
      }),
    );
  });
});
