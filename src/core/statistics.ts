/** A share with its interval; all between 0 and 1. */
export interface Interval {
  share: number;
  low: number;
  high: number;
}

/** Two-sided 95 %. */
const z95 = 1.959963984540054;

/**
 * The Wilson score interval of `successes` out of `total`: unlike the textbook one it is right for few trials and stays
 * between 0 and 1. Null when there were no trials.
 *
 * @throws RangeError when the counts make no sense.
 */
export function wilsonInterval(successes: number, total: number, z = z95): Interval | null {
  if (!(successes >= 0 && successes <= total)) {
    throw new RangeError(`${successes} successes out of ${total} trials make no sense.`);
  }
  if (total === 0) return null;
  const share = successes / total;
  const square = z * z;
  const scale = 1 + square / total;
  const centre = (share + square / (2 * total)) / scale;
  const half = (z * Math.sqrt((share * (1 - share)) / total + square / (4 * total * total))) / scale;
  return {
    share,
    // At the ends the exact value is 0 or 1; floating point misses it by a hair.
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === total ? 1 : Math.min(1, centre + half),
  };
}

/**
 * The value below which a fraction of the values lies (0.5 is the median), interpolated between neighbours. The values
 * may come in any order and are left as they are. Null when there are none.
 *
 * @throws RangeError when the fraction is not between 0 and 1.
 */
export function percentile(values: readonly number[], fraction: number): number | null {
  return percentiles(values, [fraction])[0] ?? null;
}

/** Several percentiles for one sort, in the order of the fractions; empty when there are no values. */
export function percentiles(values: readonly number[], fractions: readonly number[]): number[] {
  const wrong = fractions.find((fraction) => !(fraction >= 0 && fraction <= 1));
  if (wrong !== undefined) throw new RangeError(`${wrong} is not between 0 and 1.`);
  if (values.length === 0) return [];
  const sorted = Float64Array.from(values).sort();
  return fractions.map((fraction) => {
    const position = fraction * (sorted.length - 1);
    const below = sorted[Math.floor(position)]!;
    const above = sorted[Math.ceil(position)]!;
    return below === above ? below : below + (above - below) * (position - Math.floor(position));
  });
}

/** Null when there are no values. */
export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
