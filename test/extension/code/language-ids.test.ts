import assert from 'node:assert/strict';
import { languageIdOf } from '../../../src/extension/code/language-ids.ts';

const known = ['plaintext', 'typescript', 'python', 'shellscript', 'cpp', 'go'];

describe('extension: languages of code', () => {
  it("are VS Code's, whatever models call them", () => {
    assert.deepEqual(
      ['ts', 'TypeScript', 'py', 'console', 'zsh', 'c++', 'golang'].map((word) => languageIdOf(word, known)),
      ['typescript', 'typescript', 'python', 'shellscript', 'shellscript', 'cpp', 'go'],
    );
  });

  it('are plain text where this window knows no better', () => {
    assert.equal(languageIdOf('rs', known), 'plaintext');
    assert.equal(languageIdOf('', known), 'plaintext');
    assert.equal(languageIdOf('constructor', known), 'plaintext');
  });
});
