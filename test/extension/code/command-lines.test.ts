import assert from 'node:assert/strict';
import { commandLines } from '../../../src/extension/code/command-lines.ts';

describe('extension: commands of a code block', () => {
  it('are its lines, without blank ones and comments', () => {
    assert.deepEqual(commandLines('# First\nnpm ci\n\n  npm test\n'), ['npm ci', 'npm test']);
    assert.deepEqual(commandLines('\n# nothing\n'), []);
  });

  it('are what stands behind prompts, where there are prompts', () => {
    assert.deepEqual(commandLines('$ git status\nOn branch main\n$ git log'), ['git status', 'git log']);
    assert.deepEqual(commandLines('ada@host:~/src$ ls\nPS C:\\> dir'), ['ls', 'dir']);
    assert.deepEqual(commandLines('echo $HOME\ncat > x'), ['echo $HOME', 'cat > x']);
  });

  it('are joined where a line goes on', () => {
    assert.deepEqual(commandLines('curl \\\n  -s \\\r\n  example.com'), ['curl -s example.com']);
  });

  it('never hold what makes a shell act: line ends of any kind, and tabs', () => {
    assert.deepEqual(commandLines('echo a\recho b\r\necho\tc'), ['echo a', 'echo b', 'echo c']);
  });
});
