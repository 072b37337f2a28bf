import assert from 'node:assert/strict';
import { openAiCompatibleEntry } from '../../../src/providers/openai-compatible/entry.ts';
import { type ContractVendor, collect, contract, modelOf, newKey } from '../contract.ts';
import { startAzureServer } from '../servers/azure.ts';
import { startOpenAiCompatibleServer } from '../servers/openai-compatible.ts';

const sent: ContractVendor['sent'] = {
  system: (body) => body.messages[0],
  temperature: (body) => body.temperature,
  maxTokens: (body) => body.max_tokens,
  images: (body) => body.messages,
  tools: (body) => body.tools,
  schema: (body) => body.response_format,
  turns: (body) => body.messages.filter((message: { role: string }) => message.role !== 'system'),
};
const usage: ContractVendor['usage'] = {
  scenario: { input: 100, cached: 40, output: 30, reasoning: 10 },
  expected: { inputTokens: 100, cachedInputTokens: 40, outputTokens: 30, reasoningTokens: 10 },
};
const shared = { entry: openAiCompatibleEntry, sent, usage };

describe('providers/openai-compatible', () => {
  contract({
    ...shared,
    start: startOpenAiCompatibleServer,
    modelId: 'local/llama-4',
    lacks: ['counts', 'requiredKey', 'webSearch', 'citations'],
  });

  it('sends no authorization without a key, and the model without its endpoint’s name', async () => {
    const server = await startOpenAiCompatibleServer();
    const provider = (await openAiCompatibleEntry.load())({
      baseUrl: server.url,
      fetch,
      apiKey: async () => undefined,
      endpointName: 'lab',
    });
    const model = modelOf({ entry: openAiCompatibleEntry, modelId: 'lab/local/llama-4' });
    const { error } = await collect(
      provider.generate(
        { model, turns: [{ role: 'user', content: 'Hi' }] },
        { signal: new AbortController().signal },
      ),
    );
    assert.equal(error, undefined);
    assert.equal(server.requests[0]?.headers.authorization, undefined);
    assert.equal(server.requests[0]?.body.model, 'local/llama-4');
    await server.close();
  });

  it('sends the key when there is one', async () => {
    const key = newKey();
    const server = await startOpenAiCompatibleServer({ key });
    const provider = (await openAiCompatibleEntry.load())({
      baseUrl: server.url,
      fetch,
      apiKey: async () => key,
    });
    assert.match(await provider.testConnection({ signal: new AbortController().signal }), /2 models/);
    await server.close();
  });
});

describe('providers/openai-compatible as Azure OpenAI', () => {
  contract({
    ...shared,
    sent: { ...sent, maxTokens: (body) => body.max_completion_tokens },
    start: startAzureServer,
    modelId: 'gpt-4o',
    lacks: ['counts', 'webSearch', 'citations', 'requiredKey'],
  });
});
