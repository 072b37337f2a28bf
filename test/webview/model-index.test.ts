import assert from 'node:assert/strict';
import { announce } from '../../webview/state/announcements.ts';
import { ModelIndex } from '../../webview/state/model-index.ts';
import { answer, demoModels, finished, providerStates } from './fixtures.ts';

describe('webview: model index', () => {
  const index = new ModelIndex(demoModels, providerStates);

  it('names a model and its provider', () => {
    assert.deepEqual(index.label('demo:swift'), {
      reference: 'demo:swift',
      name: 'Swift',
      shortName: 'Swift',
      providerId: 'demo',
      providerName: 'Demo (offline, not an AI)',
      needsKey: false,
    });
    assert.equal(index.label('demo:swift'), index.label('demo:swift'), 'the same object each time');
  });

  it('leaves the provider out where it stands beside the name', () => {
    const named = { ...demoModels[0]!, name: 'Swift — Demo (offline, not an AI)' };
    const { name, shortName } = new ModelIndex([named], providerStates).label('demo:swift');
    assert.equal(name, 'Swift — Demo (offline, not an AI)');
    assert.equal(shortName, 'Swift');
  });

  it('says what a provider lacks', () => {
    const { needsKey, problem } = index.label('anthropic:claude-sonnet-4');
    assert.equal(needsKey, true);
    assert.match(problem ?? '', /needs an API key/);
  });

  it('names a model nobody knows by what is known of it', () => {
    assert.equal(index.label('openai-compatible:LAB/llama:8b').name, 'LAB/llama:8b');
    assert.equal(index.label('openai:gone', 'GPT-3').name, 'GPT-3');
    assert.equal(new ModelIndex().label('bare').name, 'bare');
  });

  it('calls a model gone only when that is certain', () => {
    assert.equal(index.mayExist('openai:gone'), false);
    assert.equal(index.mayExist('openai:gpt-4o'), true);
    assert.equal(index.mayExist('ollama:gemma3:4b'), true, 'a server of the user lists its models itself');
    assert.equal(new ModelIndex().mayExist('openai:gone'), true, 'the list has not come yet');
  });
});

describe('webview: announcement', () => {
  const before = answer('c0');

  it('tells how an answer ended', () => {
    const said = (change: object) => announce('Swift', before, answer('c0', change));
    assert.equal(said(finished), 'Swift has answered with 286 tokens.');
    assert.equal(said({ status: 'complete' }), 'Swift has answered.');
    assert.equal(said({ status: 'cancelled' }), 'Swift was stopped.');
    assert.equal(said({ status: 'interrupted' }), 'Swift was interrupted.');
    const error = { code: 'provider', message: 'It is down.', retryable: true };
    assert.equal(said({ status: 'failed', error }), 'Swift failed. It is down.');
  });

  it('is silent about all else', () => {
    assert.equal(announce('Swift', before, answer('c0', { content: 'more' })), undefined);
    assert.equal(announce('Swift', answer('c0', finished), answer('c0', finished)), undefined);
    assert.equal(announce('Swift', undefined, undefined), undefined);
  });
});
