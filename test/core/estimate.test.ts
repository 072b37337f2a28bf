import assert from 'node:assert/strict';
import { calibrationFactor, estimateTokens, sumEstimates } from '../../src/core/estimate.ts';

describe('estimateTokens', () => {
  it('keeps counts that are known within its band', () => {
    // Counts by the o200k_base tokenizer.
    const known: [string, number][] = [
      ['The quick brown fox jumps over the lazy dog.', 10],
      ['Hello, world!', 4],
    ];
    for (const [text, tokens] of known) {
      const estimate = estimateTokens(text);
      assert.ok(estimate.low <= tokens && tokens <= estimate.high, `${text}: ${JSON.stringify(estimate)}`);
    }
  });

  it('gives a band of 15 % in whole tokens', () => {
    const { tokens, low, high } = estimateTokens('word '.repeat(1000));
    assert.ok(tokens > 500);
    assert.equal(low, Math.floor(tokens * 0.85));
    assert.equal(high, Math.ceil(tokens * 1.15));
  });

  it('is nothing for nothing', () => {
    assert.deepEqual(estimateTokens(''), { tokens: 0, low: 0, high: 0 });
  });

  it('is corrected by a factor', () => {
    const text = 'word '.repeat(1000);
    assert.equal(estimateTokens(text, 2).tokens, estimateTokens(text).tokens * 2);
  });
});

describe('sumEstimates', () => {
  it('adds tokens and bands', () => {
    const one = { tokens: 100, low: 85, high: 115 };
    assert.deepEqual(sumEstimates([one, one]), { tokens: 200, low: 170, high: 230 });
    assert.deepEqual(sumEstimates([]), { tokens: 0, low: 0, high: 0 });
  });
});

describe('calibrationFactor', () => {
  it('is what was counted over what was estimated', () => {
    assert.equal(calibrationFactor(1000, 1200), 1.2);
  });

  it('waits for enough to go by and keeps within bounds', () => {
    assert.equal(calibrationFactor(100, 300), 1);
    assert.equal(calibrationFactor(1000, 0), 1);
    assert.equal(calibrationFactor(1000, 9000), 2);
    assert.equal(calibrationFactor(1000, 10), 0.5);
  });
});
