import assert from 'node:assert/strict';
import { modelReference, resolveModel, splitReference } from '../../src/core/model-reference.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { ModelDefinition, ProviderId } from '../../src/protocol/models.ts';

const model = (provider: ProviderId, id: string): ModelDefinition => ({
  id,
  name: id,
  provider,
  description: '',
  contextSize: 1,
  features: ['streaming'],
});
const models = [
  model('openai', 'gpt-4o'),
  model('openai', 'gpt-4o-mini'),
  model('anthropic', 'claude-sonnet-5-5'),
  model('ollama', 'gemma3:4b'),
  model('ollama', 'shared'),
  model('openai-compatible', 'box/shared/large:q4'),
  model('openai-compatible', 'shared'),
];
const found = (reference: string) => modelReference(resolveModel(models, reference));

function refusal(reference: string): AbaiError {
  try {
    resolveModel(models, reference);
  } catch (error) {
    assert.ok(error instanceof AbaiError);
    return error;
  }
  return assert.fail(`"${reference}" was resolved`);
}

describe('splitReference', () => {
  it('splits at the first colon and only behind a provider', () => {
    assert.deepEqual(splitReference('ollama:gemma3:4b'), { provider: 'ollama', id: 'gemma3:4b' });
    assert.deepEqual(splitReference('openai-compatible:box/a:b'), {
      provider: 'openai-compatible',
      id: 'box/a:b',
    });
    assert.equal(splitReference('gemma3:4b'), undefined);
    assert.equal(splitReference('gpt-4o'), undefined);
    assert.equal(splitReference(':x'), undefined);
  });
});

describe('resolveModel', () => {
  it('finds a model by provider and id, whatever colons and slashes the id holds', () => {
    for (const each of models) assert.equal(found(modelReference(each)), modelReference(each));
    assert.equal(found('  openai:gpt-4o '), 'openai:gpt-4o');
  });

  it('takes a bare id that only one provider has, also one with a colon', () => {
    assert.equal(found('gpt-4o'), 'openai:gpt-4o');
    assert.equal(found('gemma3:4b'), 'ollama:gemma3:4b');
    assert.equal(found('box/shared/large:q4'), 'openai-compatible:box/shared/large:q4');
  });

  it('asks which one when a bare id is ambiguous', () => {
    const error = refusal('shared');
    assert.equal(error.code, 'invalid');
    assert.match(error.message, /"ollama:shared" or "openai-compatible:shared"/);
  });

  it('names what was probably meant', () => {
    assert.equal(refusal('gpt-4p').code, 'not-found');
    assert.match(refusal('gpt-4p').message, /Did you mean "openai:gpt-4o"/);
    assert.match(refusal('openai:gtp-4o').message, /Did you mean "openai:gpt-4o"/);
    assert.match(refusal('OPENAI:GPT-4O').message, /Did you mean "openai:gpt-4o"/);
    assert.match(refusal('sonnet').message, /Did you mean "anthropic:claude-sonnet-5-5"/);
    assert.match(refusal('opnai:gpt-4o').message, /Did you mean "openai:gpt-4o"/);
  });

  it('says what there is when nothing comes close', () => {
    assert.match(refusal('ollama:zzzzzz').message, /Models of ollama: "ollama:gemma3:4b", "ollama:shared"\./);
    assert.match(refusal('gemini:zzzzzz').message, /No models of gemini are known/);
    assert.match(refusal('nobody:zzzzzz').message, /"nobody" is no provider; the providers are openai, /);
    assert.match(refusal('zzzzzz').message, /Write it as "provider:id"/);
    assert.match(refusal('openai:').message, /names a provider but no model\. Models of openai: /);
    assert.equal(refusal('  ').code, 'invalid');
  });

  it('gives a plain definition of unknown price where models need not be listed', () => {
    const unlisted = (provider: ProviderId) => provider === 'ollama';
    const given = resolveModel(models, 'ollama:qwen9:1b', { unlisted });
    assert.equal(modelReference(given), 'ollama:qwen9:1b');
    assert.equal(given.pricing, undefined);
    assert.equal(given.origin, 'vendor');
    assert.throws(() => resolveModel(models, 'openai:gpt-99', { unlisted }), { code: 'not-found' });
  });
});
