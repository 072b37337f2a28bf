import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { estimateLines, runEstimateLines } from '../../src/cli/run-estimate-line.ts';
import type { ModelEstimate, RunEstimate } from '../../src/protocol/run-estimate.ts';
import { FakeClient } from './fake-context.ts';

const band = (low: number, high: number) => ({ low, likely: (low + high) / 2, high });
const model = (more: Partial<ModelEstimate> = {}): ModelEstimate => ({
  model: 'openai:a',
  prompt: 0,
  label: 'A',
  calls: 1000,
  inputTokens: band(1, 2),
  outputTokens: band(1, 2),
  cost: band(1, 2),
  basis: 'estimated',
  batchCost: null,
  ...more,
});
const estimate = (more: Partial<RunEstimate> = {}): RunEstimate => ({
  rows: 1000,
  calls: 2000,
  models: [model()],
  cost: band(1.2345, 3.456),
  batchCost: null,
  duration: band(61_234, 600_000),
  missingColumns: [],
  problems: [],
  warnings: [],
  ...more,
});

describe('the estimate before a run', () => {
  it('is a line with calls, cost and time', () => {
    assert.deepEqual(runEstimateLines(estimate()), [
      '2,000 calls for 1,000 rows · $1.20 to $3.50 · about 1 min 1 s to 10 min 0 s',
    ]);
  });

  it('says what is free, unknown or only a part', () => {
    const first = (more: Partial<RunEstimate>) => runEstimateLines(estimate(more))[0]!.split(' · ')[1];
    assert.equal(first({ cost: null }), 'cost unknown');
    assert.equal(first({ models: [model({ basis: 'free' })], cost: band(0, 0) }), 'free');
    assert.equal(first({ models: [model(), model({ cost: null })], cost: band(2, 2) }), 'at least $2.00');
  });

  it('has no time for what only a batch API does, and the warnings in a second line', () => {
    const more = { rows: 1, calls: 1, duration: band(0, 0), warnings: ['Mind this.', 'And that.'] };
    assert.deepEqual(runEstimateLines(estimate(more)), [
      '1 call for 1 row · $1.20 to $3.50',
      'Mind this. And that.',
    ]);
  });

  it('is nothing when it cannot be had, or when the run will be refused', async () => {
    const back = new FakeClient({
      'run:estimate': () => {
        throw new Error('no');
      },
    });
    assert.deepEqual(await estimateLines(back.client, { prompts: [], models: [] }), []);
    const lines = (more: Partial<RunEstimate>) =>
      estimateLines(new FakeClient({ 'run:estimate': () => estimate(more) }).client, {
        prompts: [],
        models: [],
      });
    assert.equal((await lines({})).length, 1);
    assert.deepEqual(await lines({ problems: ['No.'] }), []);
    assert.deepEqual(await lines({ missingColumns: ['x'] }), []);
  });
});
