import { ollamaEntry } from '../../../src/providers/ollama/entry.ts';
import { contract } from '../contract.ts';
import { startOllamaServer } from '../servers/ollama.ts';

describe('providers/ollama', () => {
  contract({
    entry: ollamaEntry,
    start: startOllamaServer,
    modelId: 'gemma4:31b',
    lacks: ['requiredKey', 'webSearch', 'citations', 'refusal', 'counts'],
    sent: {
      system: (body) => body.messages[0],
      temperature: (body) => body.options.temperature,
      maxTokens: (body) => body.options.num_predict,
      images: (body) => body.messages,
      tools: (body) => body.tools,
      schema: (body) => body.format,
      turns: (body) => body.messages.filter((message: { role: string }) => message.role !== 'system'),
    },
    usage: { scenario: { input: 100, output: 30 }, expected: { inputTokens: 100, outputTokens: 30 } },
  });
});
