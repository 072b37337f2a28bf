import assert from 'node:assert/strict';
import { untranslated } from './untranslated-texts.ts';

describe('webview: untranslated texts', () => {
  it('are found where they are not translated', () => {
    const texts = ['⟦Retry~~⟧ GPT', 'Retry', '⟦a ⟦b⟧⟧', '⟦a\nGPT\nb⟧\nis ', 'a lo'];
    assert.deepEqual(untranslated(texts, ['GPT', 'a long answer']), ['Retry', 'is ']);
  });
});
