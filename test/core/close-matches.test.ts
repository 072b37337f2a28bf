import assert from 'node:assert/strict';
import fc from 'fast-check';
import { closeMatches, editDistance } from '../../src/core/close-matches.ts';

describe('editDistance', () => {
  it('counts inserts, deletes, replacements and swaps of neighbours', () => {
    assert.equal(editDistance('kitten', 'sitting', 9), 3);
    assert.equal(editDistance('gtp', 'gpt', 9), 1);
    assert.equal(editDistance('', 'abc', 9), 3);
    assert.equal(editDistance('same', 'same', 9), 0);
  });

  it('stops counting above the bound', () => {
    assert.equal(editDistance('kitten', 'sitting', 2), 3);
    assert.equal(editDistance('a', 'aaaaaaaa', 2), 3);
  });

  it('is symmetric, and zero only between equals', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
        assert.equal(editDistance(a, b, 20), editDistance(b, a, 20));
        assert.equal(editDistance(a, b, 20) === 0, a === b);
      }),
    );
  });
});

describe('closeMatches', () => {
  it('puts a typo before a word that merely holds the text, and gives three at most', () => {
    assert.deepEqual(closeMatches('gpt-4', ['xx-gpt-4-yy', 'gpt-5', 'other']), ['gpt-5', 'xx-gpt-4-yy']);
    assert.equal(closeMatches('abc', ['abc1', 'abc2', 'abc3', 'abc4']).length, 3);
  });

  it('finds nothing where nothing is alike', () => {
    assert.deepEqual(closeMatches('zzzz', ['gpt-4o', 'sage']), []);
  });
});
