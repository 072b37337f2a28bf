import { openAiEntry } from '../../../src/providers/openai/entry.ts';
import { contract } from '../contract.ts';
import { startOpenAiServer } from '../servers/openai.ts';

describe('providers/openai', () => {
  contract({
    entry: openAiEntry,
    start: startOpenAiServer,
    modelId: 'gpt-4o',
    sent: {
      system: (body) => body.instructions,
      temperature: (body) => body.temperature,
      maxTokens: (body) => body.max_output_tokens,
      images: (body) => body.input,
      tools: (body) => body.tools,
      schema: (body) => body.text,
      turns: (body) => body.input,
    },
    usage: {
      scenario: { input: 100, cached: 40, cacheWrite5m: 20, output: 30, reasoning: 10, searches: 2 },
      expected: {
        inputTokens: 100,
        cachedInputTokens: 40,
        cacheWrite5mTokens: 20,
        outputTokens: 30,
        reasoningTokens: 10,
        searches: 2,
      },
    },
  });
});
