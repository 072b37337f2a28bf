import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MinuteWindow } from '../../../src/core/limiter/minute-window.ts';

describe('MinuteWindow', () => {
  it('lets a person use the minute up at once, then wait for the oldest start to pass out of it', () => {
    const window = new MinuteWindow(3);
    for (const at of [0, 10, 20]) {
      assert.equal(window.readyAt(at), at);
      window.take(at, false);
    }
    assert.equal(window.readyAt(30), 60_000);
    window.take(60_000, false);
    assert.equal(window.readyAt(60_000), 60_010);
  });

  it('spreads a batch over the minute', () => {
    const window = new MinuteWindow(60);
    window.take(0, true);
    assert.equal(window.batchReadyAt(0), 1000);
    assert.equal(window.readyAt(0), 0);
    window.take(500, false);
    assert.equal(window.batchReadyAt(1000), 1000);
  });

  it('never lets more start in any sixty seconds', () => {
    const request = fc.record({ after: fc.nat(20_000), batch: fc.boolean() });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(request, { maxLength: 80 }),
        (perMinute, requests) => {
          const window = new MinuteWindow(perMinute);
          const starts: number[] = [];
          let now = 0;
          for (const { after, batch } of requests) {
            now += after;
            now = Math.max(now, batch ? window.batchReadyAt(now) : window.readyAt(now));
            window.take(now, batch);
            starts.push(now);
          }
          for (const start of starts) {
            assert.ok(starts.filter((at) => at >= start && at < start + 60_000).length <= perMinute);
          }
        },
      ),
    );
  });
});
