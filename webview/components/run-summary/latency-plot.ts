import { seconds } from '../../state/metrics.ts';
import { number, t } from '../../words/translate.ts';
import { type Drawing, fitted, letterSize, type Shape, type Spot, textWidth } from '../plot/drawing.ts';
import type { PlotContent } from '../plot/plot.ts';
import { type Series, timeTick } from './summary-figures.ts';

/** Pixels of one model's strip: its name above, its bars below. */
const strip = { height: 66, bars: 38 };
const foot = 36;
const side = 4;

/** The bars that are drawn, from the first to the last that counts anything; one empty bar stays at either end. */
export function shownBars(histograms: readonly (readonly number[])[]): { first: number; last: number } {
  const counted = histograms.flatMap((bars) => bars.flatMap((count, at) => (count > 0 ? [at] : [])));
  const end = Math.max(0, ...histograms.map(({ length }) => length - 1));
  return { first: Math.max(0, Math.min(...counted) - 1), last: Math.min(end, Math.max(...counted) + 1) };
}

/** Where a value lies among bounds, in bars from the first; between two bounds in proportion. */
export function placeAmong(bounds: readonly number[], value: number): number {
  const after = bounds.findIndex((bound) => bound > value);
  if (after === 0) return 0;
  if (after < 0) return bounds.length - 1;
  const [low, high] = [bounds[after - 1]!, bounds[after]!];
  return after - 1 + (value - low) / (high - low);
}

export function drawLatency(series: readonly Series[], bounds: readonly number[], width: number): Drawing {
  const shown = series.filter(({ summary }) => summary.latencyHistogram.some((count) => count > 0));
  const { first, last } = shownBars(shown.map(({ summary }) => summary.latencyHistogram));
  const barWidth = (width - 2 * side) / (last - first + 1);
  const across = (bar: number) => side + (bar - first) * barWidth;
  const height = shown.length * strip.height + foot;
  const shapes: Shape[] = [];
  const spots: Spot[] = [];
  shown.forEach((one, at) => {
    const base = (at + 1) * strip.height;
    shapes.push(...stripShapes(one, bounds, across, barWidth, base, width));
    spots.push({ x: 0, y: base - strip.height + 4, width, height: strip.height - 4, text: stripWords(one) });
  });
  shapes.push(...axis(bounds, first, last, across, height - foot, width));
  return { width, height, shapes, spots };
}

function stripShapes(
  { series, label, summary }: Series,
  bounds: readonly number[],
  across: (bar: number) => number,
  barWidth: number,
  base: number,
  width: number,
): Shape[] {
  const { latencyHistogram: bars, latency } = summary;
  const most = Math.max(...bars);
  const top = base - strip.height + 8 + letterSize;
  const figures = latency ? `p50 ${seconds(latency.p50)} · p95 ${seconds(latency.p95)}` : '';
  const shapes: Shape[] = [
    { kind: 'sign', x: 9, y: top - 4, radius: 5, ink: series },
    {
      kind: 'text',
      x: 20,
      y: top,
      text: fitted(label, width - 32 - textWidth(figures), true),
      ink: 'text',
      bold: true,
    },
    { kind: 'text', x: width, y: top, text: figures, ink: 'muted', anchor: 'end' },
    { kind: 'line', x1: 0, y1: base + 0.5, x2: width, y2: base + 0.5, ink: 'line' },
  ];
  bars.forEach((count, bar) => {
    if (count === 0) return;
    // A single answer is seen beside a thousand.
    const height = Math.max(1.5, (count / most) * strip.bars);
    const gap = barWidth > 6 ? 1 : 0;
    shapes.push({
      kind: 'rect',
      x: across(bar) + gap / 2,
      y: base - height,
      width: barWidth - gap,
      height,
      ink: series,
    });
  });
  if (latency) {
    for (const [value, dashed] of [
      [latency.p50, false],
      [latency.p95, true],
    ] as const) {
      const x = across(placeAmong(bounds, value));
      const mark = { kind: 'line', x1: x, y1: base - strip.bars - 2, x2: x, y2: base } as const;
      // The ground around it keeps it in sight on a bar of its own colour.
      shapes.push({ ...mark, ink: 'background', width: 4 }, { ...mark, ink: 'text', width: 1.5, dashed });
    }
  }
  return shapes;
}

/** Bounds under the bars, as many as have room. */
function axis(
  bounds: readonly number[],
  first: number,
  last: number,
  across: (bar: number) => number,
  base: number,
  width: number,
): Shape[] {
  const shapes: Shape[] = [];
  let free = 0;
  for (let bound = first; bound <= last + 1 && bound < bounds.length; bound += 1) {
    const text = timeTick(bounds[bound]!);
    const x = across(bound);
    const half = textWidth(text) / 2;
    const middle = Math.max(half, Math.min(width - half, x));
    if (middle - half < free) continue;
    free = middle + half + 14;
    shapes.push({ kind: 'line', x1: x, y1: base, x2: x, y2: base + 5, ink: 'muted' });
    shapes.push({ kind: 'text', x: middle, y: base + 19, text, ink: 'muted', anchor: 'middle' });
  }
  shapes.push({ kind: 'text', x: width, y: base + 33, text: t('Latency'), ink: 'muted', anchor: 'end' });
  return shapes;
}

function stripWords({ label, summary: { latency, latencyHistogram } }: Series): string {
  const answers = latencyHistogram.reduce((sum, count) => sum + count, 0);
  const asked = answers === 1 ? t('1 answer') : t('{0} answers', answers);
  if (!latency) return `${label}, ${asked}`;
  const [half, most] = [seconds(latency.p50), seconds(latency.p95)];
  return t('{0}: half within {1}, 95 % within {2}, {3}', label, half, most, asked);
}

export function latencyContent(series: readonly Series[], bounds: readonly number[]): PlotContent {
  const shown = series.filter(({ summary }) => summary.latencyHistogram.some((count) => count > 0));
  const { first, last } = shownBars(shown.map(({ summary }) => summary.latencyHistogram));
  const bars = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const range = (bar: number): string => {
    const [from, to] = [timeTick(bounds[bar] ?? 0), bounds[bar + 1]];
    return to === undefined ? t('{0} and more', from) : t('{0} to {1}', from, timeTick(to));
  };
  return {
    title: t('Latency'),
    about: t('How long answers took. The line is the median, the dashed one the 95th percentile.'),
    draw: (width) => drawLatency(series, bounds, width),
    table: [
      [t('Latency'), ...shown.map(({ label }) => label)],
      ...bars.map((bar) => [
        range(bar),
        ...shown.map(({ summary }) => number(summary.latencyHistogram[bar] ?? 0)),
      ]),
    ],
  };
}
