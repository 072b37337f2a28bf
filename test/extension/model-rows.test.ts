import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { figuresOf, modelGroups, type RowWords, stillThere } from '../../src/extension/model-rows.ts';
import type { ModelDefinition, ProviderState } from '../../src/protocol/models.ts';

function model(reference: string, extra: Partial<ModelDefinition> = {}): ModelDefinition {
  const colon = reference.indexOf(':');
  return {
    id: reference.slice(colon + 1),
    name: reference.slice(colon + 1).toUpperCase(),
    provider: reference.slice(0, colon) as ModelDefinition['provider'],
    description: '',
    contextSize: 128_000,
    features: ['streaming'],
    ...extra,
  };
}

const states: ProviderState[] = [
  { id: 'openai', name: 'OpenAI', needsKey: true, ready: false, reason: 'Set an API key for OpenAI.' },
  { id: 'grok', name: 'Grok', needsKey: true, ready: true, keyHint: 'abcd' },
  { id: 'demo', name: 'Demo (offline, not an AI)', needsKey: false, ready: true },
];

const words: RowWords = {
  favourites: 'Favourites',
  installed: 'installed',
  loaded: 'in memory',
  needsKey: 'needs an API key',
  notReady: 'not ready',
  free: 'free',
  priceUnknown: 'price unknown',
  context: (tokens) => `${tokens} context`,
  price: (input, output) => `$${input} in, $${output} out`,
};

describe('rows of the model picker', () => {
  it('puts the demo first and what lacks a key last', () => {
    const groups = modelGroups(
      [model('openai:gpt-4o'), model('grok:grok-4'), model('demo:swift')],
      states,
      words,
    );
    assert.deepEqual(
      groups.map(({ provider }) => provider),
      ['Demo (offline, not an AI)', 'Grok', 'OpenAI'],
    );
  });

  it('says which key is missing, and only then', () => {
    const [grok, openai] = modelGroups([model('openai:gpt-4o'), model('grok:grok-4')], states, words);
    assert.equal(grok?.rows[0]?.missingKey, undefined);
    assert.equal(openai?.rows[0]?.missingKey, 'openai');
    assert.match(openai?.rows[0]?.detail ?? '', /^needs an API key/);
    assert.doesNotMatch(grok?.rows[0]?.detail ?? '', /key/);
  });

  it('keeps the colons of an id', () => {
    const [group] = modelGroups([model('ollama:gemma3:4b')], [], words);
    assert.equal(group?.rows[0]?.reference, 'ollama:gemma3:4b');
  });

  it('groups named endpoints by themselves', () => {
    const groups = modelGroups(
      [model('openai-compatible:lab/llama'), model('openai-compatible:home/llama')],
      [],
      words,
    );
    assert.deepEqual(
      groups.map(({ provider }) => provider),
      ['openai-compatible:lab', 'openai-compatible:home'],
    );
  });

  it('puts favourites first, each once', () => {
    const models = [model('grok:grok-4'), model('grok:grok-3'), model('demo:swift')];
    const groups = modelGroups(models, states, words, new Set(['grok:grok-3', 'demo:swift', 'openai:gone']));
    assert.deepEqual(
      groups.map(({ provider, rows }) => [provider, rows.map(({ reference }) => reference)]),
      [
        ['Favourites', ['demo:swift', 'grok:grok-3']],
        ['Grok', ['grok:grok-4']],
      ],
    );
  });

  it('says which local models are there', () => {
    const [group] = modelGroups(
      [
        model('ollama:a', { installed: true, loaded: true }),
        model('ollama:b', { installed: true, loaded: false }),
        model('ollama:c', { installed: false }),
      ],
      [],
      words,
    );
    assert.deepEqual(
      group?.rows.map(({ detail }) => detail.split(' · ')[0]),
      ['in memory', 'installed', '128K context'],
    );
  });

  it('leaves out models that do not write text', () => {
    assert.deepEqual(modelGroups([model('openai:gpt-image-2', { modality: 'image' })], states, words), []);
  });

  it('never takes an unknown price for free', () => {
    assert.equal(figuresOf(model('grok:x'), words), '128K context · price unknown');
    assert.equal(figuresOf(model('demo:swift', { contextSize: 0 }), words), 'free');
    assert.equal(
      figuresOf(model('grok:x', { contextSize: 1_050_000, pricing: { prompt: 2.5, completion: 10 } }), words),
      '1.1M context · $2.5 in, $10 out',
    );
  });

  it('tells remembered models that are gone from those that are there', () => {
    const groups = modelGroups([model('demo:swift')], states, words);
    assert.deepEqual(stillThere(['demo:swift', 'openai:gpt-3'], groups), {
      known: ['demo:swift'],
      gone: ['openai:gpt-3'],
    });
  });
});
