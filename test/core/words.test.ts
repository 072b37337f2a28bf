import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokensOf, wordsOf } from '../../src/core/words.ts';

/** The tokens with the blanks behind them, words in brackets. */
function cut(text: string): string[] {
  const { count, starts, isWord } = tokensOf(text, new Map());
  return Array.from({ length: count }, (_, at) => {
    const token = text.slice(starts[at], starts[at + 1]);
    return isWord[at] ? `[${token}]` : token;
  });
}

describe('the words of a text', () => {
  it('are letters, digits and what joins them', () => {
    assert.deepEqual(wordsOf("It’s 3 o'clock, Ärger_1!"), ['It’s', '3', "o'clock", 'Ärger_1']);
    assert.deepEqual(cut("don't 'quote' x"), ["[don't ]", "'", '[quote]', "' ", '[x]']);
    assert.deepEqual(cut('cafe\u0301 x\u00a0y'), ['[cafe\u0301 ]', '[x\u00a0]', '[y]']);
  });

  it('are single characters where nothing divides words', () => {
    assert.deepEqual(wordsOf('GPT模型 is ok'), ['GPT', '模', '型', 'is', 'ok']);
  });

  it('have their blanks behind them, the first those before it, too', () => {
    assert.deepEqual(cut('  a\n\n b.\t'), ['[  a\n\n ]', '[b]', '.\t']);
    assert.deepEqual(cut(' \n'), []);
  });

  it('are the same however they are found, and nothing of the text is lost', () => {
    const piece = fc.constantFrom(
      'a',
      'Z9',
      '_',
      "'",
      '’',
      'é',
      '\u0301',
      '漢',
      '👍🏽',
      '👩‍💻',
      ' ',
      '\u00a0',
      '\n',
      '.',
      '\u0000',
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, (some) => {
        const { count, starts, ids, isWord } = tokensOf(some, new Map());
        const names = [...new Set(Array.from(ids))];
        assert.deepEqual(
          names,
          names.toSorted((a, b) => a - b),
        );
        const tokens = Array.from({ length: count }, (_, at) => some.slice(starts[at], starts[at + 1]));
        const words = tokens.filter((_, at) => isWord[at]).map((token) => token.trim());
        assert.deepEqual(words, wordsOf(some));
        if (count > 0) assert.equal(tokens.join(''), some);
      }),
      { numRuns: 1000 },
    );
  });
});
