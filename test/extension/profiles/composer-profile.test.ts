import assert from 'node:assert/strict';
import { fromComposer, toComposer } from '../../../src/extension/profiles/composer-profile.ts';

describe('a profile in a composer', () => {
  const composer = {
    models: ['demo:swift', 'demo:sage'],
    own: { 'demo:sage': { temperature: 0 } },
    system: 'Be brief.',
    parameters: { maxTokens: 10 },
    schema: { type: 'object' },
    prompt: 'Review {{file}}',
  };

  it('comes out as it went in', () => {
    const content = fromComposer(composer);
    assert.deepEqual(content.models, ['demo:swift', { model: 'demo:sage', parameters: { temperature: 0 } }]);
    assert.equal(content.promptTemplate, 'Review {{file}}');
    assert.deepEqual(toComposer({ name: 'x', ...content }), composer);
  });

  it('has nothing of what is empty, nor parameters of models that are not asked', () => {
    assert.deepEqual(fromComposer({ models: [], system: ' ', parameters: {}, own: {}, prompt: '\n' }), {});
    assert.deepEqual(fromComposer({ models: ['demo:swift'], own: { 'demo:sage': { temperature: 1 } } }), {
      models: ['demo:swift'],
    });
    assert.deepEqual(toComposer({ name: 'x', description: 'y' }), {});
  });
});
