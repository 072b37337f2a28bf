import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BatchResult } from '../../../src/core/ports/provider.ts';
import { geminiEntry } from '../../../src/providers/gemini/entry.ts';
import { newKey } from '../contract.ts';

/** The results of a job whose lines are these. */
async function resultsOf(lines: readonly object[]): Promise<BatchResult[]> {
  const job = {
    name: 'batches/b1',
    done: true,
    metadata: { state: 'BATCH_STATE_SUCCEEDED' },
    response: { inlinedResponses: { inlinedResponses: lines } },
  };
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(job));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const key = newKey();
    const provider = (await geminiEntry.load())({
      baseUrl,
      apiKey: async () => key,
      fetch: globalThis.fetch,
    });
    const results: BatchResult[] = [];
    for await (const result of provider.batch!.results('batches/b1', {
      signal: new AbortController().signal,
    }))
      results.push(result);
    return results;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('lines of a Gemini batch that failed', () => {
  it('are told apart by the code of gRPC that each carries', async () => {
    const expected: [code: number, outcome: string, failure: string][] = [
      [1, 'cancelled', 'cancelled'],
      [2, 'failed', 'unavailable'],
      [3, 'failed', 'invalid'],
      [4, 'expired', 'expired'],
      [5, 'failed', 'not-found'],
      [6, 'failed', 'unavailable'],
      [7, 'failed', 'auth'],
      [8, 'failed', 'rate-limited'],
      [9, 'failed', 'invalid'],
      [10, 'failed', 'unavailable'],
      [11, 'failed', 'invalid'],
      [12, 'failed', 'unavailable'],
      [13, 'failed', 'unavailable'],
      [14, 'failed', 'unavailable'],
      [15, 'failed', 'unavailable'],
      [16, 'failed', 'auth'],
      // As HTTP has them.
      [400, 'failed', 'invalid'],
      [429, 'failed', 'rate-limited'],
      [503, 'failed', 'unavailable'],
    ];
    const lines = expected.map(([code]) => ({
      metadata: { key: `k${code}` },
      error: { code, message: `The words for ${code}.` },
    }));
    const results = await resultsOf(lines);
    assert.deepEqual(
      results.map((result) => [result.customId, result.outcome, 'code' in result && result.code]),
      expected.map(([code, outcome, failure]) => [`k${code}`, outcome, failure]),
    );
    const message = (code: number) => {
      const found = results.find(({ customId }) => customId === `k${code}`);
      return found && 'message' in found ? found.message : '';
    };
    assert.match(message(3), /The words for 3\./);
    assert.match(message(14), /overloaded/);
  });

  it('are failures of the vendor’s own when they carry nothing', async () => {
    const [bare, unknown] = await resultsOf([
      { metadata: { key: 'a' } },
      { metadata: { key: 'b' }, error: { code: 77, message: 'What is this?' } },
    ]);
    assert.deepEqual([bare?.outcome, unknown?.outcome], ['failed', 'failed']);
    assert.equal(unknown && 'code' in unknown && unknown.code, 'unavailable');
  });
});
