import assert from 'node:assert/strict';
import { fenced } from '../../src/core/attachment-text.ts';
import { closedFences } from '../../src/core/closed-fences.ts';
import { SecretCover } from '../../src/core/secrets/secret-cover.ts';
import { parseTemplate } from '../../src/core/template-parts.ts';
import { visibleText } from '../../src/core/visible-text.ts';
import { diffWords } from '../../src/core/word-diff.ts';
import { commandLines } from '../../src/extension/code/command-lines.ts';
import { redactText } from '../../src/runtime/redacting-log.ts';
import { growth, mostGrowth } from '../harness/growth.ts';

/** What reads text of strangers, with what made it slow or could. */
const readers: [name: string, read: (size: number) => unknown][] = [
  ['a placeholder of blanks', (size) => parseTemplate(`{{${' '.repeat(size)}`)],
  ['a placeholder with blanks around', (size) => parseTemplate(`{{${' '.repeat(size)}a${' '.repeat(size)}`)],
  ['braces that open', (size) => parseTemplate('{{ a'.repeat(size))],
  ['groups of backticks in an attachment', (size) => fenced('` '.repeat(size * 8))],
  ['fences that open', (size) => closedFences('```a\n~~~ b `\n'.repeat(size))],
  ['a fence of backticks', (size) => closedFences('`'.repeat(size * 8))],
  ['blanks in a command', (size) => commandLines(`a${' '.repeat(size * 4)}b`)],
  ['continued commands', (size) => commandLines('a  \\\n   b\n'.repeat(size))],
  ['a word in the log', (size) => redactText('a-b_c'.repeat(size * 4))],
  ['an address in the log', (size) => redactText('https://a?b.c'.repeat(size * 4))],
  ['letters that are not seen', (size) => visibleText('a\u202e'.repeat(size * 4))],
  ['words of one letter', (size) => diffWords('a '.repeat(size), 'b '.repeat(size))],
  ['blanks between words', (size) => diffWords(`a${'\n'.repeat(size * 8)}b`, `a${' '.repeat(size * 8)}b`)],
  ['the beginning of a secret', (size) => new SecretCover(['aaaaaaaaaaab']).text('a'.repeat(size * 8))],
];

describe('text of strangers', function () {
  this.timeout(60_000);

  for (const [name, read] of readers) {
    it(`is read in time that grows with its length: ${name}`, async () => {
      const grown = await growth(read, 4000);
      assert.ok(grown < mostGrowth, `eight times the text took ${grown.toFixed(1)} times as long`);
    });
  }

  it('may have as many groups of backticks as it likes', () => {
    const many = '`a` ``b`` '.repeat(300_000);
    assert.ok(fenced(many).startsWith('```\n`a`'));
  });

  it('keeps its placeholders: with blanks, in braces, escaped', () => {
    const { parts, names } = parseTemplate('{{ a b }} {{{c}}} {{}} {{ }} \\{{d}} {{\u00a0e\t}}');
    assert.deepEqual(names, ['a b', 'c', 'e']);
    assert.deepEqual(parts, [
      { name: 'a b' },
      { text: ' {' },
      { name: 'c' },
      { text: '} {{}} {{ }} {{d}} ' },
      { name: 'e' },
    ]);
  });
});
