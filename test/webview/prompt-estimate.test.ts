import assert from 'node:assert/strict';
import type { ModelDefinition } from '../../src/protocol/models.ts';
import { draftTokens, promptCost } from '../../webview/state/prompt-estimate.ts';
import { emptyDraft } from '../../webview/state/saved-state.ts';

describe('webview: what a prompt comes to', () => {
  it('counts all that is sent to a model', () => {
    const text = { kind: 'text' as const, name: 'a', hash: '', bytes: 400, tokens: 100 };
    const image = { kind: 'image' as const, name: 'b', hash: '', bytes: 400, mimeType: 'image/png' as const };
    const words = { ...emptyDraft, prompt: 'Why is the sky blue?', system: 'Be brief.' };
    const alone = draftTokens(words);
    assert.ok(alone >= 6 && alone <= 14, String(alone));
    assert.equal(draftTokens({ ...words, attachments: [text, image] }), alone + 100);
  });

  it('takes the rest of a long text to be like its beginning', () => {
    const one = draftTokens({ ...emptyDraft, prompt: 'word '.repeat(4000) });
    assert.equal(draftTokens({ ...emptyDraft, prompt: 'word '.repeat(40_000) }), one * 10);
  });

  it('prices it without the answer, and never makes an unknown price zero', () => {
    const model = { provider: 'openai', id: 'x', pricing: { prompt: 2, completion: 10 } } as ModelDefinition;
    assert.deepEqual(promptCost(model, 1000, 0), { usd: 0.002, basis: 'estimated' });
    assert.deepEqual(promptCost({ ...model, provider: 'demo' }, 1000, 0), { usd: 0, basis: 'free' });
    const { pricing: _, ...unpriced } = model;
    assert.deepEqual(promptCost(unpriced as ModelDefinition, 1000, 0), { usd: null, basis: 'unknown' });
  });
});
