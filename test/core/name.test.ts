import assert from 'node:assert/strict';
import { nameFrom } from '../../src/core/name.ts';

describe('name from a text', () => {
  it('takes the first line that says something', () => {
    assert.equal(nameFrom('\n---\n  Why   is the sky blue? \nBecause.'), 'Why is the sky blue?');
  });
  it('leaves out the marks of Markdown', () => {
    assert.equal(nameFrom('## A product review\n'), 'A product review');
    assert.equal(nameFrom('- first\n- second'), 'first');
    assert.equal(nameFrom('#hashtag'), '#hashtag');
  });
  it('cuts long lines at a word and never inside a character', () => {
    const name = nameFrom(`${'word '.repeat(30)}`);
    assert.ok(name.length <= 60 && name.endsWith('word…'), name);
    assert.equal([...nameFrom(`${'🙂'.repeat(100)}a`)].length, 60);
  });
  it('has a word for text that says nothing', () => {
    assert.equal(nameFrom('   '), 'Untitled');
    assert.equal(nameFrom('***'), '***');
  });
});
