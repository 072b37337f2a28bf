/** Steps in a decade, from fine to coarse: numbers that people count in. */
const series: readonly (readonly number[])[] = [
  [1, 1.2, 1.5, 1.8, 2.2, 2.7, 3.3, 3.9, 4.7, 5.6, 6.8, 8.2],
  [1, 1.5, 2, 3, 5, 7],
  [1, 2, 5],
  [1],
];
const mostBars = 24;
/** Milliseconds; what is shorter counts from 0 on. */
const shortest = 0.1;

/**
 * The bounds of a histogram's bars, ascending, so that every value from `min` to `max` (milliseconds) falls in a bar of
 * about equal width on a logarithmic axis; at most 24 bars.
 */
export function latencyBounds(min: number, max: number): number[] {
  const low = Math.max(min, shortest);
  for (const steps of series) {
    const bounds = boundsAround(low, Math.max(max, low), steps);
    if (bounds.length - 1 > mostBars && steps !== series.at(-1)) continue;
    if (min < shortest) bounds[0] = 0;
    return bounds;
  }
  return [];
}

function boundsAround(low: number, high: number, steps: readonly number[]): number[] {
  const bounds: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); ; exponent++) {
    for (const step of steps) {
      // Written and read as a decimal: a product would be 0.30000000000000004.
      const bound = Number(`${step}e${exponent}`);
      if (bound <= low) bounds.length = 0;
      bounds.push(bound);
      if (bound > high) return bounds;
    }
  }
}

/** Which bar a value is in: the last whose lower bound is not above it. */
export function barOf(bounds: readonly number[], value: number): number {
  let low = 0;
  let high = bounds.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (bounds[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
