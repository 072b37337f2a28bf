import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AdaptiveLimit } from '../../../src/core/limiter/adaptive-limit.ts';

function window(limit: AdaptiveLimit, saturated = true): void {
  for (let left = limit.limit; left > 0; left -= 1) limit.success(limit.epoch, saturated);
}

function windows(limit: AdaptiveLimit, count: number): number[] {
  return Array.from({ length: count }, () => {
    window(limit);
    return limit.limit;
  });
}

describe('AdaptiveLimit', () => {
  it('doubles each saturated window up to the ceiling', () => {
    assert.deepEqual(windows(new AdaptiveLimit(4, 100), 6), [8, 16, 32, 64, 100, 100]);
  });

  it('never starts above its ceiling', () => {
    assert.equal(new AdaptiveLimit(4, 2).limit, 2);
  });

  it('does not grow on a lane that is not saturated', () => {
    const limit = new AdaptiveLimit(4, 100);
    for (let i = 0; i < 10; i += 1) window(limit, false);
    assert.equal(limit.limit, 4);
  });

  it('halves once for each storm', () => {
    const limit = new AdaptiveLimit(64, 100);
    const sent = limit.epoch;
    assert.equal(limit.overload(sent), true);
    for (let i = 0; i < 40; i += 1) assert.equal(limit.overload(sent), false);
    assert.equal(limit.limit, 32);
    assert.equal(limit.overload(limit.epoch), true);
    assert.equal(limit.limit, 16);
  });

  it('grows by a tenth after the first storm, by one at least, and is back within ten windows', () => {
    const limit = new AdaptiveLimit(100, 100);
    limit.overload(limit.epoch);
    assert.deepEqual(windows(limit, 8), [55, 61, 67, 74, 81, 89, 98, 100]);
    const low = new AdaptiveLimit(2, 100);
    low.overload(low.epoch);
    assert.deepEqual(windows(low, 3), [2, 3, 4]);
  });

  it('does not take answers from before a storm for a sign of recovery', () => {
    const limit = new AdaptiveLimit(8, 100);
    const sent = limit.epoch;
    limit.overload(sent);
    for (let i = 0; i < 100; i += 1) limit.success(sent, true);
    assert.equal(limit.limit, 4);
    assert.equal(limit.storms, 1);
  });

  it('counts storms in a row until a success', () => {
    const limit = new AdaptiveLimit(8, 100);
    limit.overload(limit.epoch);
    limit.overload(limit.epoch);
    assert.equal(limit.storms, 2);
    limit.success(limit.epoch, false);
    assert.equal(limit.storms, 0);
  });

  it('obeys a new ceiling at once', () => {
    const limit = new AdaptiveLimit(4, 100);
    windows(limit, 3);
    limit.setCeiling(10);
    assert.equal(limit.limit, 10);
    limit.setCeiling(40);
    assert.deepEqual(windows(limit, 3), [20, 40, 40]);
  });

  it('stays between one and its ceiling, whatever comes', () => {
    const step = fc.oneof(fc.constant('success'), fc.constant('overload'));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.array(step, { maxLength: 400 }), (ceiling, steps) => {
        const limit = new AdaptiveLimit(4, ceiling);
        for (const each of steps) {
          if (each === 'success') limit.success(limit.epoch, true);
          else limit.overload(limit.epoch);
          assert.ok(limit.limit >= 1 && limit.limit <= ceiling);
        }
      }),
    );
  });
});
