import assert from 'node:assert/strict';
import { anthropicEntry } from '../../../src/providers/anthropic/entry.ts';
import { collect, contract, modelOf, newKey, ofType } from '../contract.ts';
import { startAnthropicServer } from '../servers/anthropic.ts';

describe('providers/anthropic', () => {
  contract({
    entry: anthropicEntry,
    start: startAnthropicServer,
    modelId: 'claude-sonnet-5-5',
    sent: {
      system: (body) => body.system,
      temperature: (body) => body.temperature,
      maxTokens: (body) => body.max_tokens,
      images: (body) => body.messages,
      tools: (body) => body.tools,
      schema: (body) => body.output_config,
      turns: (body) => body.messages,
    },
    usage: {
      scenario: {
        input: 100,
        cached: 40,
        cacheWrite5m: 20,
        cacheWrite1h: 10,
        output: 30,
        reasoning: 10,
        searches: 2,
      },
      expected: {
        inputTokens: 100,
        cachedInputTokens: 40,
        cacheWrite5mTokens: 20,
        cacheWrite1hTokens: 10,
        outputTokens: 30,
        reasoningTokens: 10,
        searches: 2,
      },
    },
  });

  it('keeps the counted input of an answer that is cut, and estimates its output', async () => {
    const key = newKey();
    const server = await startAnthropicServer({ key });
    server.next({
      text: ['One ', 'two ', 'three'],
      cut: 'clean',
      usage: { input: 70, output: 9, cached: 20 },
    });
    const provider = (await anthropicEntry.load())({ baseUrl: server.url, fetch, apiKey: async () => key });
    const model = modelOf({ entry: anthropicEntry, modelId: 'claude-sonnet-5-5' });
    const answer = await collect(
      provider.generate(
        { model, turns: [{ role: 'user', content: 'Hi' }] },
        { signal: new AbortController().signal },
      ),
    );
    assert.deepEqual(ofType(answer, 'usage'), [
      { type: 'usage', usage: { inputTokens: 70, cachedInputTokens: 20, outputTokens: 3, estimated: true } },
    ]);
    await server.close();
  });
});
