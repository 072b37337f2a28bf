import assert from 'node:assert/strict';
import type { GenerationRequest, Part } from '../../../src/core/ports/provider.ts';
import { createVscodeLm } from '../../../src/providers/vscode-lm/provider.ts';

const request = {
  model: {
    id: 'fake/echo',
    name: 'Echo',
    provider: 'vscode-lm',
    description: '',
    contextSize: 0,
    features: [],
  },
  turns: [{ role: 'user', content: 'Hello there' }],
  parameters: { temperature: 0.2, jsonMode: true },
} as GenerationRequest;
const options = { signal: new AbortController().signal };

async function collect(parts: AsyncIterable<Part>): Promise<Part[]> {
  const all: Part[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

describe('VS Code’s own models', () => {
  it('are asked in the window, with warnings for what VS Code does not pass on and estimated tokens', async () => {
    let asked: GenerationRequest | undefined;
    const provider = createVscodeLm({
      baseUrl: '',
      fetch: globalThis.fetch,
      languageModels: {
        list: async () => [{ id: 'fake/echo' }],
        async *generate(sent) {
          asked = sent;
          yield { type: 'text', text: 'Hi, I am here' };
          yield { type: 'end', reason: 'stop' };
        },
      },
    });
    const parts = await collect(provider.generate(request, options));
    const warnings = parts.flatMap((part) => (part.type === 'warning' ? [part.warning.code] : []));
    assert.ok(warnings.includes('temperature-left-out'));
    assert.equal(asked!.parameters!.temperature, undefined);
    assert.match(asked!.system!, /JSON/, 'JSON mode is emulated in the prompt');
    const usage = parts.find((part) => part.type === 'usage');
    assert.ok(usage?.type === 'usage' && usage.usage.estimated && usage.usage.outputTokens > 0);
    assert.equal(parts.at(-1)!.type, 'end');
    assert.equal(await provider.testConnection(options), 'VS Code offers 1 model.');
  });

  it('need a window', async () => {
    const provider = createVscodeLm({ baseUrl: '', fetch: globalThis.fetch });
    await assert.rejects(collect(provider.generate(request, options)), /from a VS Code window only/);
    await assert.rejects(provider.testConnection(options), /from a VS Code window only/);
  });

  it('say so when no extension offers any', async () => {
    const none = { list: async () => [], generate: () => assert.fail() };
    const provider = createVscodeLm({ baseUrl: '', fetch: globalThis.fetch, languageModels: none });
    await assert.rejects(provider.testConnection(options), /No extension offers a language model/);
  });
});
