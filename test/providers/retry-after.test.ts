import assert from 'node:assert/strict';
import { durationMs, retryAfterMs } from '../../src/providers/retry-after.ts';

const now = Date.parse('2026-11-21T00:00:00Z');
const told = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), now);

describe('providers/retry-after', () => {
  it('reads milliseconds before seconds, seconds, and dates', () => {
    assert.equal(told({ 'retry-after-ms': '1500', 'retry-after': '9' }), 1500);
    assert.equal(told({ 'retry-after': '9' }), 9000);
    assert.equal(told({ 'retry-after': '0' }), 0);
    assert.equal(told({ 'retry-after': 'Sat, 21 Nov 2026 00:00:30 GMT' }), 30_000);
    assert.equal(told({ 'retry-after': 'Fri, 20 Nov 2026 00:00:00 GMT' }), 0);
  });

  it('does not guess', () => {
    assert.equal(told({}), undefined);
    assert.equal(told({ 'retry-after': 'soon' }), undefined);
    assert.equal(told({ 'retry-after': '-4' }), undefined);
    assert.equal(retryAfterMs(undefined, now), undefined);
  });

  it('reads durations of Google’s error details', () => {
    assert.equal(durationMs('33.5s'), 33_500);
    assert.equal(durationMs('33'), undefined);
    assert.equal(durationMs(33), undefined);
  });
});
