/**
 * What a benchmark says: each figure is a row of its table, and, under `npm run bench`, a line of JSON for the
 * collected results. A goal that is missed makes the process end with `missedGoal`.
 */

import { appendFileSync } from 'node:fs';
import { percentiles } from './percentiles.ts';

/** The exit code of a benchmark that ran to its end and missed a goal. */
export const missedGoal = 3;

export type Statistic = 'median' | 'p95' | 'p99' | 'worst';

export interface Figure {
  what: string;
  unit: string;
  tries: number;
  median: number;
  /** Null for a figure that is one number. */
  p95: number | null;
  worst: number | null;
  /** For example `p95 < 60`; absent for what is only told. */
  goal?: string;
  met?: boolean;
}

/** `[which, bound]`, for example `['median', '< 60']`. */
export type Goal = readonly [Statistic, `${'<' | '<=' | '>' | '>='} ${number}`];

const widths = [62, 9, 10, 10, 10];
const row = (cells: string[]) =>
  console.log(cells.map((text, i) => (i ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[0]!))).join(''));

let titled = false;

/** Four digits at most, as many as make sense. */
export function shortNumber(value: number | null): string {
  if (value === null) return '–';
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4);
}

function holds(value: number, bound: string): boolean {
  const [comparison, number] = bound.split(' ');
  const limit = Number(number);
  switch (comparison) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    default:
      return value >= limit;
  }
}

/**
 * Tells one figure from all its measurements, in `unit`. One measurement alone is its own median and has no p95.
 * What is not a number misses every goal.
 * @throws when there is no measurement.
 */
export function figure(what: string, unit: string, values: readonly number[], goal?: Goal): void {
  const [median, p95, p99, worst] = percentiles(values, [0.5, 0.95, 0.99, 1]);
  if (median === undefined || p95 === undefined || p99 === undefined || worst === undefined) {
    throw new Error(`Nothing was measured for "${what}".`);
  }
  const single = values.length === 1;
  const told: Figure = {
    what,
    unit,
    tries: values.length,
    median,
    p95: single ? null : p95,
    worst: single ? null : worst,
  };
  if (goal) {
    const [statistic, bound] = goal;
    told.goal = single ? bound : `${statistic} ${bound}`;
    told.met = holds({ median, p95, p99, worst }[statistic], bound);
    if (!told.met) process.exitCode = missedGoal;
  }
  if (!titled) row(['', 'median', 'p95', 'worst', 'unit', '  goal']);
  titled = true;
  const verdict = told.goal ? `  ${told.goal} ${told.met ? 'met' : 'MISSED'}` : '';
  row([
    what,
    shortNumber(told.median),
    shortNumber(told.p95),
    shortNumber(told.worst),
    unit.padStart(10),
    verdict,
  ]);
  const file = process.env.ABAI_BENCH_FIGURES;
  if (file) appendFileSync(file, `${JSON.stringify(told)}\n`);
}
