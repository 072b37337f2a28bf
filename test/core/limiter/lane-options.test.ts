import assert from 'node:assert/strict';
import { laneOptions } from '../../../src/core/limiter/lane-options.ts';

describe('laneOptions', () => {
  it('starts vendors at four and one’s own machine at one', () => {
    assert.deepEqual(laneOptions('openai'), { start: 8, ceiling: 100, requestsPerMinute: undefined });
    assert.deepEqual(laneOptions('ollama'), { start: 1, ceiling: 1, requestsPerMinute: undefined });
    assert.deepEqual(laneOptions('demo'), { start: 1000, ceiling: 1000 });
    assert.deepEqual(laneOptions('comfyui'), { start: 1, ceiling: 1, requestsPerMinute: undefined });
  });

  it('takes the caps from the settings', () => {
    const caps = { concurrency: 3, requestsPerMinute: 50 };
    assert.deepEqual(laneOptions('openai', caps), { start: 8, ceiling: 3, requestsPerMinute: 50 });
    assert.deepEqual(laneOptions('ollama', caps), { start: 1, ceiling: 3, requestsPerMinute: 50 });
  });
});
