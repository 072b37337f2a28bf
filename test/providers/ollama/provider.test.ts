import assert from 'node:assert/strict';
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

  it('lists what is installed, with what is loaded and how much it can read', async () => {
    const server = await startOllamaServer();
    const provider = (await ollamaEntry.load())({ baseUrl: server.url, fetch });
    const options = { signal: new AbortController().signal };
    await fetch(`${server.url}/api/generate`, { method: 'POST', body: '{"model":"gemma4:31b"}' });
    assert.deepEqual(await provider.listModels(options), [
      { id: 'gpt-oss:20b', installed: true, loaded: false, contextSize: 131_072 },
      { id: 'gemma4:31b', installed: true, loaded: true, contextSize: 131_072 },
    ]);
    await server.close();
  });
});
