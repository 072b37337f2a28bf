import assert from 'node:assert/strict';
import { linesOf, mostCharacters, mostLines } from '../../../src/extension/tools/lines-of-file.ts';
import { matchingLines } from '../../../src/extension/tools/matching-lines.ts';

describe('lines that a model is given', () => {
  it('come with their numbers', () => {
    assert.equal(linesOf('a\r\nb\nc', 'x.ts'), 'x.ts, lines 1 to 3 of 3\n1: a\n2: b\n3: c');
    assert.equal(linesOf('a\nb\nc', 'x.ts', 2, 2), 'x.ts, lines 2 to 2 of 3\n2: b');
    assert.throws(() => linesOf('a\nb', 'x.ts', 3), { code: 'invalid', message: /has 2 lines/ });
    assert.throws(() => linesOf('a\nb', 'x.ts', 2, 1), { code: 'invalid' });
  });

  it('stop at the limits and say how to go on', () => {
    const many = linesOf('x\n'.repeat(mostLines + 10), 'x.ts');
    assert.match(many, /^x\.ts, lines 1 to 2000 of 2011\n/);
    assert.match(many, /\[Ask again with startLine 2001 for the rest\.\]$/);
    const wide = linesOf(
      Array(4)
        .fill('y'.repeat(mostCharacters / 2))
        .join('\n'),
      'x.ts',
    );
    assert.match(wide, /startLine 2 /);
    assert.ok(linesOf('z'.repeat(mostCharacters * 3), 'x.ts').length < mostCharacters + 100);
  });

  it('are found by a text, cut around it', () => {
    assert.deepEqual(
      [...matchingLines('One\ntwo\nONE', 'one', false)],
      [
        { line: 1, text: 'One' },
        { line: 3, text: 'ONE' },
      ],
    );
    assert.deepEqual([...matchingLines('One\ntwo\nONE', 'ONE', true)], [{ line: 3, text: 'ONE' }]);
    const [found] = [...matchingLines(`${'a'.repeat(5000)}needle${'b'.repeat(5000)}`, 'needle', true)];
    assert.ok(found!.text.includes('needle') && found!.text.length <= 300);
  });
});
