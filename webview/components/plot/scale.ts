/** Where values of an axis lie, in pixels, and which of them are named. */
export interface Scale {
  (value: number): number;
  readonly ticks: readonly number[];
}

/** From `low` to `high`, widened to round numbers. `count` is about how many ticks there are. */
export function linearScale(low: number, high: number, from: number, to: number, count = 5): Scale {
  const top = high > low ? high : low + (Math.abs(low) || 1);
  const span = top - low;
  const step = roundStep(span / Math.max(1, count - 1));
  const first = Math.floor(low / step + 1e-9) * step;
  const last = Math.max(first + step, Math.ceil(top / step - 1e-9) * step);
  const ticks: number[] = [];
  for (let at = 0; first + at * step <= last + step / 2; at += 1) ticks.push(clean(first + at * step));
  const place = (value: number) => from + ((value - first) / (last - first)) * (to - from);
  return Object.assign(place, { ticks });
}

/** Powers of ten, with 2 and 5 between them while there is room; both ends must be above 0. */
export function logScale(low: number, high: number, from: number, to: number, count = 5): Scale {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9));
  const decades = last - first;
  const between = decades * 3 + 1 <= count * 2 ? [1, 2, 5] : [1];
  const every = Math.ceil((decades + 1) / (count * 2));
  const ticks: number[] = [];
  for (let power = first; power <= last; power += every) {
    for (const factor of between) {
      if (power < last || factor === 1) ticks.push(clean(factor * 10 ** power));
    }
  }
  const place = (value: number) => from + ((Math.log10(value) - first) / decades) * (to - from);
  return Object.assign(place, { ticks });
}

/** Logarithmic where the values are so far apart that the small ones would all lie on the axis. */
export function scaleFor(values: readonly number[], from: number, to: number, count = 5): Scale {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return low > 0 && high / low > 30
    ? logScale(low, high, from, to, count)
    : linearScale(0, high, from, to, count);
}

/** 1, 2 or 5 times a power of ten, not below `rough`. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough - power * 1e-9) ?? 10;
  return factor * power;
}

/** Without the dust of binary fractions. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}
