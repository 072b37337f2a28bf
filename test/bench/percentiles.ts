/**
 * The value below which a fraction of the values lies (0.5 is the median), interpolated between neighbours. The values
 * may come in any order and are left as they are. Null when there are none.
 */
export function percentile(values: readonly number[], fraction: number): number | null {
  return percentiles(values, [fraction])[0] ?? null;
}

/** Several percentiles for one sort, in the order of the fractions; empty when there are no values. */
export function percentiles(values: readonly number[], fractions: readonly number[]): number[] {
  if (values.length === 0) return [];
  const sorted = Float64Array.from(values).sort();
  return fractions.map((fraction) => {
    const position = fraction * (sorted.length - 1);
    const below = sorted[Math.floor(position)]!;
    const above = sorted[Math.ceil(position)]!;
    return below === above ? below : below + (above - below) * (position - Math.floor(position));
  });
}
