import assert from 'node:assert/strict';
import { batchPaceFrom, nextLookMs, usualBatchPace } from '../../src/core/batch-pace.ts';

describe('the pace of looking at batches', () => {
  it('begins at half a minute, doubles, and stays at ten minutes', () => {
    const waits = Array.from({ length: 8 }, (_, looks) => nextLookMs(usualBatchPace, looks) / 1000);
    assert.deepEqual(waits, [30, 60, 120, 240, 480, 600, 600, 600]);
    assert.equal(nextLookMs(usualBatchPace, 5000), 600_000);
  });
  it('keeps its shape with another beginning', () => {
    const pace = batchPaceFrom(100);
    assert.deepEqual([nextLookMs(pace, 0), nextLookMs(pace, 99)], [100, 2000]);
    assert.equal(pace.settleMs, usualBatchPace.settleMs);
  });
});
