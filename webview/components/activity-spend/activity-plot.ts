import {
  type ActivitySum,
  activitySums,
  byWeight,
  daysBetween,
  firstDayOf,
  laterDay,
  partOf,
  type SpanStep,
  spanSteps,
  spansBetween,
} from '../../../src/core/activity-sums.ts';
import type { Activity } from '../../../src/protocol/activity.ts';
import type { ActivityMeasure } from '../../state/activity-filter.ts';
import { usd } from '../../state/metrics.ts';
import { t } from '../../words/translate.ts';
import {
  type Drawing,
  fitted,
  letterSize,
  type Shape,
  type Spot,
  seriesCount,
  textWidth,
} from '../plot/drawing.ts';
import type { PlotContent } from '../plot/plot.ts';
import { linearScale } from '../plot/scale.ts';
import { dayText, measureWords, monthText, shortNumber, stepWord, unknownText } from './activity-words.ts';

const foot = 26;
const legendRow = 20;
const plotHeight = 170;
/** Pixels of a bar with its gap at least, and of one without it at most. */
const narrowest = 7;
const widest = 60;
/** Bars that are told as a table. */
const mostTold = 62;

/** A model of the plot, or all the others together. */
export interface ActivitySeries {
  /** `provider:id`; undefined for the others. */
  key: string | undefined;
  label: string;
}

/** What stands over one day, week or month. */
export interface ActivityBar {
  /** Its first day. */
  day: string;
  /** By series. */
  values: number[];
  /** Calls whose cost nobody knows: the bar is too low. */
  unknownCosts: number;
}

export interface ActivityBars {
  step: SpanStep;
  series: ActivitySeries[];
  bars: ActivityBar[];
}

function measured(
  sum: Pick<ActivitySum, 'usd' | 'tokensIn' | 'tokensOut' | 'calls'>,
  measure: ActivityMeasure,
): number {
  if (measure === 'cost') return sum.usd;
  return measure === 'tokens' ? sum.tokensIn + sum.tokensOut : sum.calls;
}

/** The heaviest models, and the others as one when there are more than the plot has signs for. */
function seriesOf(
  rows: readonly Activity[],
  measure: ActivityMeasure,
  nameOf: (reference: string) => string,
  others: string,
): ActivitySeries[] {
  const models = [...activitySums(rows, 'model')]
    .filter(([, sum]) => measured(sum, measure) > 0)
    .sort((a, b) => measured(b[1], measure) - measured(a[1], measure) || byWeight(a, b));
  const own = models.length > seriesCount ? models.slice(0, seriesCount - 1) : models;
  const series: ActivitySeries[] = own.map(([key]) => ({ key, label: nameOf(key) }));
  return own.length < models.length ? [...series, { key: undefined, label: others }] : series;
}

/** Bars of days, or of weeks or months where days would be too narrow for `most` bars. */
export function activityBars(
  rows: readonly Activity[],
  measure: ActivityMeasure,
  { from, to }: { from: string; to: string },
  most: number,
  names: { nameOf: (reference: string) => string; others: string },
): ActivityBars {
  const days = daysBetween(from, to) + 1;
  const step = spanSteps.find((one) => days / { day: 1, week: 7, month: 30 }[one] <= most) ?? 'month';
  const series = seriesOf(rows, measure, names.nameOf, names.others);
  const places = new Map(series.map(({ key }, at) => [key, at]));
  const bars = new Map(
    spansBetween(from, to, step).map((day): [string, ActivityBar] => [
      day,
      { day, values: series.map(() => 0), unknownCosts: 0 },
    ]),
  );
  for (const row of rows) {
    const bar = bars.get(firstDayOf(row.day, step));
    const place = places.get(partOf(row, 'model')) ?? places.get(undefined);
    if (!bar) continue;
    bar.unknownCosts += row.unknownCosts;
    if (place !== undefined) bar.values[place]! += measured({ ...row, usd: row.cost ?? 0 }, measure);
  }
  return { step, series, bars: [...bars.values()] };
}

function amount(value: number, measure: ActivityMeasure): string {
  return measure === 'cost' ? usd(value) : shortNumber(value);
}

/** For example `21 Nov`, `17 Nov – 23 Nov` or `Nov 2026`. */
function spanText(day: string, step: SpanStep): string {
  if (step === 'month') return monthText(day);
  return step === 'day' ? dayText(day) : `${dayText(day)} – ${dayText(laterDay(day, 6))}`;
}

const sumOf = ({ values }: ActivityBar): number => values.reduce((sum, value) => sum + value, 0);

/** What one bar stands for, for whoever points at it or hears it. */
function barText({ step, series }: ActivityBars, bar: ActivityBar, measure: ActivityMeasure): string {
  const total = sumOf(bar);
  const parts = series.flatMap(({ label }, at) =>
    bar.values[at]! > 0 ? [`${label} ${amount(bar.values[at]!, measure)}`] : [],
  );
  const unknown = measure === 'cost' && bar.unknownCosts > 0 ? [unknownText(bar.unknownCosts)] : [];
  const said = total > 0 || unknown.length === 0 ? [amount(total, measure)] : [];
  return `${spanText(bar.day, step)}: ${[...said, ...(parts.length > 0 ? [parts.join(', ')] : []), ...unknown].join(' · ')}`;
}

/** The models with their signs, in as many lines as they need. */
function legend(series: readonly ActivitySeries[], width: number): { shapes: Shape[]; height: number } {
  const shapes: Shape[] = [];
  let x = 0;
  let y = 10;
  series.forEach(({ label }, ink) => {
    const text = fitted(label, Math.min(220, width - 20));
    const needed = 18 + textWidth(text);
    if (x > 0 && x + needed > width) {
      x = 0;
      y += legendRow;
    }
    shapes.push({ kind: 'sign', x: x + 7, y: y - 4, radius: 5, ink });
    shapes.push({ kind: 'text', x: x + 18, y, text, ink: 'text' });
    x += needed + 14;
  });
  return { shapes, height: series.length === 0 ? 0 : y + 14 };
}

/** Bars from left to right, in each the models upon each other. */
export function drawActivity(all: ActivityBars, measure: ActivityMeasure, width: number): Drawing {
  const { series, bars, step } = all;
  const head = legend(series, width);
  const base = head.height + 6 + plotHeight;
  const totals = bars.map(sumOf);
  const up = linearScale(0, Math.max(0, ...totals), base, head.height + 6, 5);
  // Less than one call or token is none.
  const ticks = measure === 'cost' ? up.ticks : up.ticks.filter((tick) => Number.isInteger(tick));
  const texts = ticks.map((tick) => amount(tick, measure));
  const left = Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text)))) + 6;
  const shapes: Shape[] = [...head.shapes];
  const spots: Spot[] = [];
  ticks.forEach((tick, at) => {
    const y = Math.round(up(tick)) + 0.5;
    shapes.push({ kind: 'line', x1: left, y1: y, x2: width, y2: y, ink: tick === 0 ? 'muted' : 'line' });
    shapes.push({ kind: 'text', x: left - 6, y: y + 4, text: texts[at]!, ink: 'muted', anchor: 'end' });
  });
  const pitch = (width - left) / Math.max(1, bars.length);
  let free = left;
  bars.forEach((bar, at) => {
    const x = left + at * pitch;
    shapes.push(...stack(bar, up, x, pitch));
    const text = step === 'month' ? monthText(bar.day) : dayText(bar.day);
    const half = textWidth(text) / 2;
    const middle = Math.max(left + half, Math.min(width - half, x + pitch / 2));
    if (middle - half >= free) {
      free = middle + half + 14;
      shapes.push({
        kind: 'line',
        x1: x + pitch / 2,
        y1: base,
        x2: x + pitch / 2,
        y2: base + 4,
        ink: 'muted',
      });
      shapes.push({ kind: 'text', x: middle, y: base + 18, text, ink: 'muted', anchor: 'middle' });
    }
    if (totals[at]! > 0 || bar.unknownCosts > 0) {
      spots.push({
        x,
        y: base - plotHeight,
        width: pitch,
        height: plotHeight,
        text: barText(all, bar, measure),
      });
    }
  });
  return { width, height: base + foot, shapes, spots };
}

function stack(bar: ActivityBar, up: (value: number) => number, x: number, pitch: number): Shape[] {
  const shapes: Shape[] = [];
  const width = Math.min(widest, pitch - Math.min(8, Math.max(1, pitch * 0.2)));
  const left = x + (pitch - width) / 2;
  let sum = 0;
  bar.values.forEach((value, ink) => {
    if (value <= 0) return;
    const from = up(sum);
    // A hair of the ground tells one model from the next.
    const hair = sum > 0 ? 1 : 0;
    sum += value;
    // The least is seen as well.
    const height = Math.max(1.5, from - up(sum) - hair);
    const y = from - hair - height;
    shapes.push({ kind: 'rect', x: left, y, width, height, ink });
    if (height >= letterSize + 4 && width >= letterSize + 2) {
      shapes.push({ kind: 'sign', x: left + width / 2, y: y + height / 2, radius: 4.5, ink });
    }
  });
  return shapes;
}

export interface ActivityPlotOptions {
  measure: ActivityMeasure;
  /** The range that is shown, as far as it has ends; else it is that of the rows. */
  from?: string;
  to?: string;
  nameOf: (reference: string) => string;
}

/** Spend, tokens or calls over time, by model. There must be rows. */
export function activityContent(
  rows: readonly Activity[],
  { measure, from, to, nameOf }: ActivityPlotOptions,
): PlotContent {
  const days = rows.map(({ day }) => day).sort();
  const first = days[0]!;
  const last = days.at(-1)!;
  // The back end's day may begin before this machine's.
  const span = { from: from && from < first ? from : first, to: to && to > last ? to : last };
  const names = { nameOf, others: t('Other models') };
  const told = activityBars(rows, measure, span, mostTold, names);
  return {
    ...measureWords(measure),
    draw: (width) =>
      drawActivity(
        activityBars(rows, measure, span, Math.max(4, (width - 60) / narrowest), names),
        measure,
        width,
      ),
    table: [
      [stepWord(told.step), ...told.series.map(({ label }) => label)],
      ...told.bars.map(({ day, values }) => [
        spanText(day, told.step),
        ...values.map((value) => amount(value, measure)),
      ]),
    ],
  };
}
