import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { cut, displayWidth, tableLines } from '../../src/cli/table.ts';

describe('tableLines', () => {
  it('aligns columns by what is seen, not by characters', () => {
    assert.deepEqual(
      tableLines(
        [{ title: 'Name' }, { title: 'N', align: 'right' }],
        [
          ['日本', '5'],
          ['abc', '1,000'],
        ],
      ),
      ['Name      N', '────  ─────', '日本      5', 'abc   1,000'],
    );
  });

  it('counts paint as nothing', () => {
    const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
    const [, , first, second] = tableLines(
      [{ title: 'S' }, { title: 'T' }],
      [
        [{ text: 'a', paint: red }, 'x'],
        ['bbb', 'y'],
      ],
    );
    assert.equal(first, '\u001b[31ma\u001b[39m    x');
    assert.equal(second, 'bbb  y');
  });

  it('cuts what is wider than its column may be', () => {
    assert.equal(tableLines([{ title: 'M', maxWidth: 5 }], [['abcdefgh']])[2], 'abcd…');
  });

  it('leaves no blanks at the end of a line', () => {
    for (const line of tableLines([{ title: 'A' }, { title: 'Long title' }], [['x', '']])) {
      assert.equal(line, line.trimEnd());
    }
  });
});

describe('displayWidth and cut', () => {
  it('count East Asian characters and emoji as two', () => {
    assert.equal(displayWidth('abc'), 3);
    assert.equal(displayWidth('日本'), 4);
    assert.equal(displayWidth('👩‍👩‍👧'), 2);
    assert.equal(displayWidth('é'), 1);
  });

  it('never cut through a character', () => {
    assert.equal(cut('日本語', 4), '日…');
    assert.equal(cut('👩‍👩‍👧abc', 3), '👩‍👩‍👧…');
    assert.equal(cut('abc', 3), 'abc');
  });
});
