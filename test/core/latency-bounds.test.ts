import assert from 'node:assert/strict';
import fc from 'fast-check';
import { barOf, latencyBounds } from '../../src/core/latency-bounds.ts';

describe('the bounds of a latency histogram', () => {
  it('are numbers that people count in, as many as fit', () => {
    assert.deepEqual(latencyBounds(400, 900), [390, 470, 560, 680, 820, 1000]);
    assert.deepEqual(latencyBounds(120, 90_000).slice(0, 8), [100, 150, 200, 300, 500, 700, 1000, 1500]);
    assert.equal(latencyBounds(0.05, 1)[0], 0);
    assert.deepEqual(latencyBounds(1000, 1000), [1000, 1200]);
  });

  it('hold every value, in the bar that says so', () => {
    const latency = fc.double({ min: 0, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(latency, latency, latency, (a, b, c) => {
        const [min, value, max] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
        const bounds = latencyBounds(min, max);
        assert.ok(bounds.length >= 2 && bounds.length <= 25, `${bounds.length} bounds`);
        assert.deepEqual(
          bounds,
          [...new Set(bounds)].sort((x, y) => x - y),
        );
        const bar = barOf(bounds, value);
        assert.ok(
          bounds[bar]! <= value && value < bounds[bar + 1]!,
          `${value} in ${bounds[bar]}-${bounds[bar + 1]}`,
        );
      }),
    );
  });
});
