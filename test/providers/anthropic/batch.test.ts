import assert from 'node:assert/strict';
import { anthropicEntry } from '../../../src/providers/anthropic/entry.ts';
import { batchContract } from '../batch-contract.ts';
import { modelOf, newKey } from '../contract.ts';
import { startAnthropicServer } from '../servers/anthropic.ts';

describe('providers/anthropic/batch', () => {
  batchContract({
    entry: anthropicEntry,
    start: startAnthropicServer,
    modelId: 'claude-sonnet-5-5',
    labels: false,
    oneModel: false,
    late: 'expired',
    endsAs: 'expired',
    cancelledAs: 'expired',
  });

  it('goes out under the version that takes a temperature when one request has one', async () => {
    const key = newKey();
    const server = await startAnthropicServer({ key });
    const provider = (await anthropicEntry.load())({ baseUrl: server.url, fetch, apiKey: async () => key });
    const model = modelOf({ entry: anthropicEntry, modelId: 'claude-sonnet-4-6' });
    const turns = [{ role: 'user' as const, content: 'Hi' }];
    await provider.batch?.submit(
      [
        { customId: 'a', request: { model, turns, parameters: { temperature: 0.2 } } },
        { customId: 'b', request: { model, turns } },
      ],
      { signal: new AbortController().signal, label: 'x' },
    );
    assert.equal(server.requests[0]?.headers['anthropic-version'], '2023-06-01');
    await server.close();
  });
});
