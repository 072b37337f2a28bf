import assert from 'node:assert/strict';
import fc from 'fast-check';
import { percentilesOf, wilsonInterval } from '../../src/core/statistics.ts';

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 5e-5, `${actual} is not ${expected}`);

describe('wilsonInterval', () => {
  it('gives the published values', () => {
    // Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3.
    const published: [number, number, number, number][] = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ];
    for (const [successes, total, low, high] of published) {
      const interval = wilsonInterval(successes, total)!;
      near(interval.low, low);
      near(interval.high, high);
    }
  });

  it('holds the share, stays within 0 and 1, and mirrors', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (successes, failures) => {
        fc.pre(successes + failures > 0);
        const { share, low, high } = wilsonInterval(successes, successes + failures)!;
        assert.ok(0 <= low && low <= share && share <= high && high <= 1);
        const mirrored = wilsonInterval(failures, successes + failures)!;
        near(mirrored.low, 1 - high);
      }),
    );
  });

  it('has nothing to say about no trials, and refuses nonsense', () => {
    assert.equal(wilsonInterval(0, 0), null);
    assert.throws(() => wilsonInterval(3, 2), RangeError);
    assert.throws(() => wilsonInterval(-1, 2), RangeError);
    assert.throws(() => wilsonInterval(Number.NaN, 2), RangeError);
  });
});

describe('percentilesOf', () => {
  const of = (...values: number[]) => Float64Array.from(values);

  it('interpolates between neighbours', () => {
    assert.deepEqual(percentilesOf(of(40, 10, 30, 20), [0, 0.5, 1]), [10, 25, 40]);
    near(percentilesOf(of(40, 10, 30, 20), [0.95])[0]!, 38.5);
  });

  it('answers for one value and for none', () => {
    assert.deepEqual(percentilesOf(of(7), [0.5, 0.95]), [7, 7]);
    assert.deepEqual(percentilesOf(of(), [0.5]), []);
  });

  it('refuses a fraction that is none', () => {
    assert.throws(() => percentilesOf(of(1), [95]), RangeError);
    assert.throws(() => percentilesOf(of(1), [Number.NaN]), RangeError);
  });

  it('finds what a sort would', () => {
    const values = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true, min: 0, max: 1e6 })),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(values, fc.nat(), (list, place) => {
        const sorted = Float64Array.from(list).sort();
        const at = place % list.length;
        const fraction = list.length === 1 ? 0 : at / (list.length - 1);
        const position = fraction * (list.length - 1);
        const [found] = percentilesOf(of(...list), [fraction]);
        const [low, high] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!];
        assert.ok(found! >= low && found! <= high, `${found} is not between ${low} and ${high}`);
      }),
    );
  });

  it('rises with the fraction and stays within the values', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fraction, fraction, (values, a, b) => {
        const [low, high] = percentilesOf(of(...values), [Math.min(a, b), Math.max(a, b)]);
        assert.ok(low! <= high!);
        assert.ok(low! >= Math.min(...values) && high! <= Math.max(...values));
      }),
    );
  });
});
