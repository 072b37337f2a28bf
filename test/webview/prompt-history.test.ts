import assert from 'node:assert/strict';
import type { PageClient } from '../../webview/connection/page-client.ts';
import { PromptHistory } from '../../webview/state/prompt-history.ts';

function field(value: string, at = value.length, end = at) {
  return { value, selectionStart: at, selectionEnd: end };
}

describe('webview: the history of prompts', () => {
  let asked: number;
  let prompts: string[];
  let history: PromptHistory;
  beforeEach(() => {
    asked = 0;
    prompts = ['newest', 'older\nby far'];
    const request = async () => {
      asked += 1;
      return { prompts };
    };
    history = new PromptHistory({ request } as unknown as PageClient);
  });

  it('goes back through what was asked and forth to what was written', async () => {
    assert.equal(await history.step('', 'back'), 'newest');
    assert.equal(await history.step('newest', 'back'), 'older\nby far');
    assert.equal(await history.step('older\nby far', 'back'), undefined);
    assert.equal(await history.step('older\nby far', 'forth'), 'newest');
    assert.equal(await history.step('newest', 'forth'), '');
    assert.equal(asked, 1);
  });

  it('begins only in an empty prompt, and goes on only at an end of what it has shown', async () => {
    assert.equal(history.mayStep(field(''), 'back'), true);
    assert.equal(history.mayStep(field('my own words', 0), 'back'), false);
    assert.equal(history.mayStep(field(''), 'forth'), false);
    await history.step('', 'back');
    await history.step('newest', 'back');
    const shown = 'older\nby far';
    assert.equal(history.mayStep(field(shown), 'back'), true);
    assert.equal(history.mayStep(field(shown, 0), 'back'), true);
    assert.equal(history.mayStep(field(shown, 3), 'back'), false);
    assert.equal(history.mayStep(field(shown, 0), 'forth'), false);
    assert.equal(history.mayStep(field(shown, 0, shown.length), 'back'), false);
    assert.equal(history.mayStep(field(`${shown}, changed`), 'back'), false);
  });

  it('asks again each time it begins, and stays still when nobody answers', async () => {
    await history.step('', 'back');
    prompts = ['just asked'];
    assert.equal(await history.step('', 'back'), 'just asked');
    const request = async () => Promise.reject(new Error('gone'));
    const alone = new PromptHistory({ request } as unknown as PageClient);
    assert.equal(await alone.step('', 'back'), undefined);
  });
});
