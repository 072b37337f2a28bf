import { anthropicEntry } from '../../../src/providers/anthropic/entry.ts';
import { contract } from '../contract.ts';
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
});
