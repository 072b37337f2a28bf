import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SafeText, safeJson, safeLine, safeText } from '../../src/cli/safe-text.ts';

describe('safeText', () => {
  const cases: [name: string, hostile: string, shown: string][] = [
    ['keeps line feeds and tabs', 'a\n\tb', 'a\n\tb'],
    ['keeps letters, accents and emoji', 'Grüße, 世界 👩‍👩‍👧 é', 'Grüße, 世界 👩‍👩‍👧 é'],
    ['strips colours whole', 'a\u001b[1;31mb\u001b[0mc', 'abc'],
    ['strips cursor movement and erasing', 'a\u001b[2J\u001b[Hb\u001b[1A', 'ab'],
    ['strips a window title up to BEL', 'a\u001b]0;owned\u0007b', 'ab'],
    ['strips a clipboard write up to ST', 'a\u001b]52;c;ZXZpbA==\u001b\\b', 'ab'],
    ['strips a hyperlink and keeps its text', '\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['strips device control strings', 'a\u001bP+q544e\u001b\\b', 'ab'],
    ['strips the one-character C1 forms', 'a\u009b31mb\u009d0;t\u009cc', 'abc'],
    ['strips charset switches and resets', 'a\u001b(0b\u001bcc', 'abc'],
    ['strips carriage returns, which overwrite', 'safe\rEVIL\r\nnext', 'safeEVIL\nnext'],
    ['strips backspace, bell, NUL and DEL', 'a\bb\u0007c\u0000d\u007fe', 'abcde'],
    ['strips what controls the reading direction', 'a\u202eb\u2066c\u2069\u202c\u200e\u200f\u061cd', 'abcd'],
    ['lets a line feed end an unfinished sequence', 'a\u001b]0;never ended\nthe rest', 'a\nthe rest'],
    ['starts anew at an escape within a sequence', 'a\u001b[3\u001b[31mb', 'ab'],
  ];
  for (const [name, hostile, shown] of cases) {
    it(name, () => assert.equal(safeText(hostile), shown));
  }

  it('gives the same however the text is cut', () => {
    const hostile = cases.map(([, text]) => text).join('|');
    const whole = safeText(hostile);
    for (let size = 1; size < 7; size++) {
      const safe = new SafeText();
      let pieced = '';
      for (let at = 0; at < hostile.length; at += size) pieced += safe.push(hostile.slice(at, at + size));
      assert.equal(pieced, whole, `pieces of ${size}`);
    }
  });

  it('never writes half a character', () => {
    const safe = new SafeText();
    assert.equal(safe.push('a\ud83d'), 'a');
    assert.equal(safe.push('\ude00b'), '😀b');
  });
});

describe('safeLine', () => {
  it('puts a text on one line', () => {
    assert.equal(safeLine('  a\n\u001b[31mb\t c '), 'a b c');
  });
});

describe('safeJson', () => {
  it('escapes every control character and keeps the value', () => {
    const value = { text: 'a\u001b[31m\u009b\u007f\u0085b\n' };
    const json = safeJson(value);
    assert.deepEqual(JSON.parse(json), value);
    assert.equal([...json].filter((character) => character !== '\n' && /\p{Cc}/u.test(character)).length, 0);
  });
});
