import assert from 'node:assert/strict';
import { grokEntry } from '../../../src/providers/grok/entry.ts';
import { collect, contract, modelOf, newKey, ofType } from '../contract.ts';
import { startGrokServer } from '../servers/grok.ts';

describe('providers/grok', () => {
  contract({
    entry: grokEntry,
    start: startGrokServer,
    modelId: 'grok-4.7',
    lacks: ['counts'],
    sent: {
      system: (body) => body.input[0],
      temperature: (body) => body.temperature,
      maxTokens: (body) => body.max_output_tokens,
      images: (body) => body.input,
      tools: (body) => body.tools,
      schema: (body) => body.text,
      turns: (body) => body.input.filter((item: { role?: string }) => item.role !== 'system'),
    },
    usage: {
      scenario: { input: 100, cached: 40, output: 30, reasoning: 10 },
      expected: { inputTokens: 100, cachedInputTokens: 40, outputTokens: 30, reasoningTokens: 10 },
    },
  });

  it('says what xAI bills', async () => {
    const key = newKey();
    const server = await startGrokServer({ key });
    const provider = (await grokEntry.load())({ baseUrl: server.url, fetch, apiKey: async () => key });
    const model = modelOf({ entry: grokEntry, modelId: 'grok-4.7' });
    const answer = await collect(
      provider.generate(
        { model, turns: [{ role: 'user', content: 'Hi' }] },
        { signal: new AbortController().signal },
      ),
    );
    assert.deepEqual(ofType(answer, 'usage')[0]?.cost, { usd: 0.0037756, basis: 'exact' });
    await server.close();
  });
});
