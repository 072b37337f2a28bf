import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runProgram } from '../../../src/cli/program.ts';
import type { ModelDefinition, ProviderState } from '../../../src/protocol/models.ts';
import { FakeClient, fakeContext } from '../fake-context.ts';

const models: ModelDefinition[] = [
  {
    id: 'gpt-4o',
    name: 'GPT-4o',
    provider: 'openai',
    description: '',
    contextSize: 128_000,
    pricing: { prompt: 2.5, completion: 10 },
    features: ['streaming'],
  },
  { id: 'local', name: 'Lo\u001b[31mcal', provider: 'demo', description: '', contextSize: 0, features: [] },
];
const providers: ProviderState[] = [
  { id: 'demo', name: 'Demo (offline, not an AI)', needsKey: false, ready: true },
  {
    id: 'openai',
    name: 'OpenAI',
    needsKey: true,
    ready: false,
    reason: 'Set an API key for OpenAI to use its models.',
  },
];

async function run(...words: string[]) {
  const fake = new FakeClient({ 'models:get-all': () => models, 'providers:list': () => providers });
  const context = fakeContext({ connect: fake.connect });
  assert.equal(await runProgram(['models', ...words], context, () => ''), 0);
  assert.equal(fake.closed, true);
  return context.printed.out;
}

describe('abai models', () => {
  it('prints the definitions as JSON', async () => {
    assert.deepEqual(JSON.parse(await run('--json')), models);
  });

  it('groups models by provider in the order people see them, and says what is missing', async () => {
    const out = await run();
    assert.match(out, /^Demo \(offline, not an AI\)\nModel/u);
    assert.match(out, /\n\nOpenAI \(set OPENAI_API_KEY to use these\)\n/u);
    assert.match(out, /openai:gpt-4o +GPT-4o +128,000 +\$2\.50 +\$10\.00/u);
  });

  it('shows no figure for what is unknown, and no control character', async () => {
    assert.match(await run(), /demo:local +Local +– +– +–/u);
  });
});
