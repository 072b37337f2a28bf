import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { filledLoosely, firstLine } from '../../src/core/task-line.ts';

describe('the line of a call', () => {
  it('is the first that says anything, on one line and cut', () => {
    assert.equal(firstLine('\n  \r\n  Why is \t the sky\nblue?'), 'Why is the sky');
    assert.equal(firstLine(''), '');
    assert.equal(firstLine('x'.repeat(200)).length, 200);
    const cut = firstLine(`${'x'.repeat(198)}😀${'y'.repeat(20)}`);
    assert.equal(cut, `${'x'.repeat(198)}…`);
  });

  it('has the values in it that there are', () => {
    const values = new Map([['name', 'Ada {{x}}']]);
    assert.equal(
      filledLoosely('Dear {{ name }}, {{more}} \\{{no}}', values),
      'Dear Ada {{x}}, {{more}} {{no}}',
    );
  });
});
