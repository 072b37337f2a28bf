import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findChanges } from '../../src/core/token-changes.ts';
import { diffWords, type WordDiff } from '../../src/core/word-diff.ts';

/** `[-removed-]{+added+}`, as git writes it. */
function written({ parts }: WordDiff): string {
  return parts
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'added' ? `{+${text}+}` : `[-${text}-]`))
    .join('');
}

function without(kind: string, { parts }: WordDiff): string {
  return parts.flatMap((part) => (part.kind === kind ? [] : [part.text])).join('');
}

/** The length of the longest common subsequence, by the table that everybody can check. */
function longestCommon(from: readonly number[], to: readonly number[]): number {
  const row = new Array<number>(to.length + 1).fill(0);
  for (const a of from) {
    let corner = 0;
    for (const [at, b] of to.entries()) {
      const above = row[at + 1]!;
      row[at + 1] = a === b ? corner + 1 : Math.max(above, row[at]!);
      corner = above;
    }
  }
  return row[to.length]!;
}

describe('the words that differ', () => {
  it('are marked where they stand, and counted', () => {
    const diff = diffWords('A review finds bugs early.', 'A good review finds defects early.');
    assert.equal(written(diff), 'A {+good +}review finds [-bugs -]{+defects +}early.');
    assert.deepEqual([diff.added, diff.removed], [2, 1]);
  });

  it('are none in texts that only break their lines otherwise', () => {
    const diff = diffWords('One  two\nthree.', 'One two three.\n');
    assert.deepEqual(diff, { parts: [{ kind: 'same', text: 'One two three.\n' }], added: 0, removed: 0 });
  });

  it('do not contain their signs', () => {
    assert.equal(written(diffWords('Is it done?', 'Is it done!')), 'Is it done[-?-]{+!+}');
    assert.equal(written(diffWords("don't go", "don't stay")), "don't [-go-]{+stay+}");
  });

  it('are single characters where words have no blanks between them', () => {
    assert.equal(written(diffWords('我喜欢猫', '我喜欢狗')), '我喜欢[-猫-]{+狗+}');
  });

  it('never cut a character of several parts', () => {
    assert.equal(written(diffWords('ok 👩‍💻', 'ok 👩‍🔬')), 'ok [-👩‍💻-]{+👩‍🔬+}');
  });

  it('take in the few words that are alike between long changes', () => {
    const diff = diffWords(
      'completely different sentences about the weather outside',
      'another wholly unrelated statement of the taste in wine',
    );
    assert.deepEqual(
      diff.parts.map(({ kind }) => kind),
      ['removed', 'added'],
    );
  });

  it('are all words of a text beside an empty one', () => {
    assert.equal(written(diffWords('', 'One two.')), '{+One two.+}');
    assert.equal(written(diffWords('One two.', '')), '[-One two.-]');
    assert.deepEqual(diffWords('', '').parts, []);
  });

  it('give back both texts, whatever they are', () => {
    const word = fc.constantFrom('a', 'b', 'the', 'Ärger', '漢', '字', '.', '👍', ' ', '\n\n', 'x1', "it's");
    const text = fc.oneof(
      fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = diffWords(before, after);
        if (after.trim() !== '') assert.equal(without('removed', diff), after);
        const bare = (some: string) => some.replaceAll(/\s/g, '');
        assert.equal(bare(without('added', diff)), bare(before));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the changes between two sequences', () => {
  it('are the fewest possible', () => {
    const sequence = fc.array(fc.nat(5), { maxLength: 40 });
    fc.assert(
      fc.property(sequence, sequence, (from, to) => {
        const changes = findChanges(Int32Array.from(from), Int32Array.from(to));
        const removed = changes.reduce((sum, { fromStart, fromEnd }) => sum + fromEnd - fromStart, 0);
        const added = changes.reduce((sum, { toStart, toEnd }) => sum + toEnd - toStart, 0);
        assert.equal(from.length - removed, longestCommon(from, to));
        assert.equal(to.length - added, longestCommon(from, to));
      }),
      { numRuns: 500 },
    );
  });

  it('lead from one to the other when the search for the fewest is given up', () => {
    // Two long sequences in which hardly anything is alike: exactly, they would cost about 10^11 steps.
    const random = (seed: number) => {
      let state = seed;
      return Int32Array.from({ length: 300_000 }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state >>> 16;
      });
    };
    const [from, to] = [random(1), random(2)];
    let [x, y] = [0, 0];
    for (const { fromStart, fromEnd, toStart, toEnd } of findChanges(from, to)) {
      assert.deepEqual(from.slice(x, fromStart), to.slice(y, toStart));
      [x, y] = [fromEnd, toEnd];
    }
    assert.deepEqual(from.slice(x), to.slice(y));
  });
});
