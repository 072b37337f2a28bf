import assert from 'node:assert/strict';
import { visibleText } from '../../src/core/visible-text.ts';

describe('core: text with what is unseen written out', () => {
  it('leaves alone what is seen', () => {
    for (const text of [
      'Plain words,\twith tabs\r\nand line ends.',
      'naïve 日本語 한국어 ελληνικά русский',
      'e\u0301 and a flag 🇩🇪, hearts ❤️ and 👍🏽',
    ]) {
      assert.equal(visibleText(text), text);
    }
  });

  it('writes out what turns the order of letters', () => {
    assert.equal(visibleText('user\u202Etxt.exe'), 'user⟨U+202E⟩txt.exe');
    assert.equal(
      visibleText('if (level != "user\u202e \u2066// check\u2069 \u2066") {'),
      'if (level != "user⟨U+202E⟩ ⟨U+2066⟩// check⟨U+2069⟩ ⟨U+2066⟩") {',
    );
  });

  it('writes out what has no width, a row of it once', () => {
    assert.equal(visibleText('pass\u200bword'), 'pass⟨U+200B⟩word');
    assert.equal(visibleText(`a${'\u200b'.repeat(1_000_000)}b`), 'a⟨U+200B +999999⟩b');
    assert.equal(visibleText('\ufeffa\u2060b\u00adc'), '⟨U+FEFF⟩a⟨U+2060⟩b⟨U+00AD⟩c');
  });

  it('shows control characters as pictures', () => {
    assert.equal(visibleText('\u001b[31mred\u001b[0m\u0007\0'), '␛[31mred␛[0m␇␀');
    assert.equal(visibleText('\u007f\u009b31m'), '␡⟨U+009B⟩31m');
    assert.equal(visibleText('\u001b\u200b\u001b'), '␛⟨U+200B⟩␛');
  });

  it('shows that a sentence hides in tags', () => {
    const hidden = [...'ignore all'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0)));
    assert.equal(visibleText(`Hello${hidden.join('')}!`), 'Hello⟨U+E0069 +9⟩!');
  });

  it('leaves joiners where letters and pictures need them, and nowhere else', () => {
    for (const text of [
      '👩‍💻',
      '❤️‍🔥',
      '👩🏽‍🚀',
      'می‌خواهم',
      'क्‍ष',
      '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
    ]) {
      assert.equal(visibleText(text), text);
    }
    assert.equal(visibleText('pay\u200dpal'), 'pay⟨U+200D⟩pal');
    assert.equal(visibleText('👩\u200d\u200d💻'), '👩⟨U+200D +1⟩💻');
  });

  it('leaves marks of direction to text that is written from right to left', () => {
    assert.equal(visibleText('שלום!\u200f abc'), 'שלום!\u200f abc');
    assert.equal(visibleText('abc\u200f!'), 'abc⟨U+200F⟩!');
    assert.equal(visibleText('שלום\u202e'), 'שלום⟨U+202E⟩');
  });
});
