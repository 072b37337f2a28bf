import assert from 'node:assert/strict';
import { fitCode } from '../../../src/extension/code/fit-code.ts';

describe('extension: code that fits its gap', () => {
  it('stays as it is where nothing is indented', () => {
    assert.equal(
      fitCode('let a = 1;\nlet b = 2;\n', { replaced: 'let a;', before: '' }),
      'let a = 1;\nlet b = 2;',
    );
  });

  it('goes as far in as what it replaces', () => {
    const code = 'if (a) {\n  b();\n}\n';
    const replaced = '    if (a) b();\n    c();';
    assert.equal(fitCode(code, { replaced, before: '' }), '    if (a) {\n      b();\n    }');
  });

  it('counts what stands before the gap in its line', () => {
    const code = 'if (a) {\n  b();\n}\n';
    assert.equal(fitCode(code, { replaced: 'if (a) b();', before: '\t' }), 'if (a) {\n\t  b();\n\t}');
  });

  it('comes out again where it was written too far in', () => {
    assert.equal(fitCode('    a();\n      b();\n', { replaced: 'x();', before: '  ' }), 'a();\n    b();');
  });

  it('goes on in a line with words', () => {
    assert.equal(fitCode('g(1)\n', { replaced: 'f()', before: '  return ' }), 'g(1)');
  });

  it('ends its last line only where one was ended', () => {
    assert.equal(fitCode('a\n', { replaced: 'x\n', before: '' }), 'a\n');
    assert.equal(fitCode('a', { replaced: 'x\ny\n', before: '' }), 'a\n');
    assert.equal(fitCode('a\n\n', { replaced: '', before: '' }), 'a');
  });

  it('leaves blank lines without blanks, and takes lines of Windows', () => {
    assert.equal(fitCode('a\r\n\r\nb\r\n', { replaced: '  x\r\n  y', before: '' }), '  a\n\n  b');
  });
});
