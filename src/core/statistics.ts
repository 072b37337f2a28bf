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
 * The values below which a fraction of the values lies (0.5 is the median), interpolated between neighbours, in the order
 * of the fractions; empty when there are no values. Changes the order of the values: sorting all of them would take
 * several times as long.
 *
 * @throws RangeError when a fraction is not between 0 and 1.
 */
export function percentilesOf(values: Float32Array | Float64Array, fractions: readonly number[]): number[] {
  const wrong = fractions.find((fraction) => !(fraction >= 0 && fraction <= 1));
  if (wrong !== undefined) throw new RangeError(`${wrong} is not between 0 and 1.`);
  if (values.length === 0) return [];
  return fractions.map((fraction) => {
    const position = fraction * (values.length - 1);
    const place = Math.floor(position);
    const below = select(values, place);
    if (position === place) return below;
    let above = Number.POSITIVE_INFINITY;
    for (let at = place + 1; at < values.length; at++) if (values[at]! < above) above = values[at]!;
    return below + (above - below) * (position - place);
  });
}

/** Hoare's selection: moves the values so that the one of this rank is in its place, smaller ones before it. */
function select(values: Float32Array | Float64Array, place: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = middleOf(values[left]!, values[(left + right) >>> 1]!, values[right]!);
    let low = left;
    let high = right;
    while (low <= high) {
      while (values[low]! < pivot) low += 1;
      while (values[high]! > pivot) high -= 1;
      if (low > high) break;
      const swapped = values[low]!;
      values[low++] = values[high]!;
      values[high--] = swapped;
    }
    if (place <= high) right = high;
    else if (place >= low) left = low;
    else break;
  }
  return values[place]!;
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
