import { seconds, usd } from '../../state/metrics.ts';
import { type Drawing, fitted, letterSize, type Shape, textWidth } from '../plot/drawing.ts';
import type { PlotContent } from '../plot/plot.ts';
import { scaleFor } from '../plot/scale.ts';
import { costPerThousand, percent, type Rate, rateOf, rateWords, type Series } from './summary-figures.ts';

/** A model with a place in the plot. */
export interface Dot {
  series: number;
  label: string;
  /** USD for 1,000 answers. */
  cost: number;
  /** Milliseconds, the median. */
  latency: number;
  rate: Rate | undefined;
}

/** The models that have both figures, and the names of those that do not, with what is missing. */
export function dotsOf(
  series: readonly Series[],
  check: string | undefined,
): { dots: Dot[]; left: string[] } {
  const dots: Dot[] = [];
  const left: string[] = [];
  for (const { series: at, label, summary } of series) {
    const cost = costPerThousand(summary);
    if (summary.latency === undefined) left.push(`${label} (no answers yet)`);
    else if (cost === null) left.push(`${label} (cost unknown)`);
    else dots.push({ series: at, label, cost, latency: summary.latency.p50, rate: rateOf(summary, check) });
  }
  return { dots, left };
}

const edge = { left: 58, right: 14, top: 26, bottom: 40 };

/** Pixels; the area of a dot grows with its rate. */
export function radiusOf(rate: Rate | undefined): number {
  return rate === undefined ? 5 : Math.sqrt(16 + rate.rate * 105);
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** The first place for a label that is free: right, left, above, below, then ever farther down and up. */
export function placeLabel(
  dot: { x: number; y: number; radius: number },
  width: number,
  field: Box,
  taken: Box[],
): Box {
  const { x, y, radius } = dot;
  const height = letterSize + 4;
  const at = (left: number, top: number): Box => ({ x: left, y: top, width, height });
  const right = x + radius + 5;
  const left = x - radius - 5 - width;
  const middle = y - height / 2;
  const within = Math.max(field.x, Math.min(field.x + field.width - width, x - width / 2));
  const candidates = [
    at(right, middle),
    at(left, middle),
    at(within, y - radius - height - 2),
    at(within, y + radius + 2),
  ];
  for (let away = 1; away <= 12; away += 1) {
    for (const side of [right, left, within]) {
      candidates.push(at(side, middle + away * height), at(side, middle - away * height));
    }
  }
  const inside = (box: Box) =>
    box.x >= field.x &&
    box.x + box.width <= field.x + field.width &&
    box.y >= field.y &&
    box.y + box.height <= field.y + field.height;
  const free = candidates.find((box) => inside(box) && !taken.some((other) => overlap(box, other)));
  return free ?? candidates.find(inside) ?? candidates[0]!;
}

export function drawCostLatency(dots: readonly Dot[], width: number): Drawing {
  const height = Math.round(Math.min(420, Math.max(260, width * 0.5)));
  const bottom = height - edge.bottom;
  const few = width < 480 ? 4 : 6;
  const across = scaleFor(
    dots.map(({ latency }) => latency),
    edge.left,
    width - edge.right,
    few,
  );
  const up = scaleFor(
    dots.map(({ cost }) => cost),
    bottom,
    edge.top,
    5,
  );
  const shapes: Shape[] = [
    { kind: 'text', x: 0, y: letterSize, text: 'Cost of 1,000 answers', ink: 'muted' },
    {
      kind: 'text',
      x: width - edge.right,
      y: height - 4,
      text: 'Median latency',
      ink: 'muted',
      anchor: 'end',
    },
  ];
  for (const tick of up.ticks) {
    const y = Math.round(up(tick)) + 0.5;
    shapes.push({ kind: 'line', x1: edge.left, y1: y, x2: width - edge.right, y2: y, ink: 'line' });
    shapes.push({ kind: 'text', x: edge.left - 8, y: y + 4, text: usd(tick), ink: 'muted', anchor: 'end' });
  }
  for (const tick of across.ticks) {
    const x = Math.round(across(tick)) + 0.5;
    shapes.push({ kind: 'line', x1: x, y1: bottom, x2: x, y2: bottom + 5, ink: 'muted' });
    const anchor = tick === across.ticks.at(-1) ? 'end' : 'middle';
    shapes.push({
      kind: 'text',
      x: anchor === 'end' ? width : x,
      y: bottom + 19,
      text: tickSeconds(tick),
      ink: 'muted',
      anchor,
    });
  }
  return {
    width,
    height,
    shapes: [...shapes, ...labelledDots(dots, across, up, width, bottom)],
    spots: dots.map((dot) => spotOf(dot, across, up)),
  };
}

type Place = (value: number) => number;

function labelledDots(
  dots: readonly Dot[],
  across: Place,
  up: Place,
  width: number,
  bottom: number,
): Shape[] {
  const field = { x: edge.left, y: edge.top - 8, width: width - edge.left, height: bottom - edge.top + 8 };
  const placed = dots.map((dot) => ({
    dot,
    x: across(dot.latency),
    y: up(dot.cost),
    radius: radiusOf(dot.rate),
  }));
  const taken: Box[] = placed.map(({ x, y, radius }) => ({
    x: x - radius,
    y: y - radius,
    width: 2 * radius,
    height: 2 * radius,
  }));
  const labels: Shape[] = [];
  const signs: Shape[] = [];
  for (const { dot, x, y, radius } of placed) {
    const figure =
      dot.rate === undefined ? '' : ` ${width < 640 ? percent(dot.rate.rate) : rateWords(dot.rate)}`;
    const name = fitted(dot.label, Math.min(260, width * 0.45) - textWidth(figure));
    const text = `${name}${figure}`;
    const box = placeLabel({ x, y, radius }, textWidth(text), field, taken);
    taken.push(box);
    const baseline = box.y + letterSize;
    const middle = box.y + box.height / 2;
    const nearest = Math.max(box.x, Math.min(box.x + box.width, x));
    if (Math.hypot(nearest - x, middle - y) > radius + 16) {
      labels.push({ kind: 'line', x1: x, y1: y, x2: nearest, y2: middle, ink: 'muted' });
    }
    // On the left the text ends at the sign, however wide it turns out.
    const before = box.x + box.width <= x;
    labels.push(
      before
        ? { kind: 'text', x: box.x + box.width, y: baseline, text, ink: 'text', anchor: 'end' }
        : { kind: 'text', x: box.x, y: baseline, text, ink: 'text' },
    );
    signs.push({ kind: 'sign', x, y, radius, ink: dot.series });
  }
  return [...labels, ...signs];
}

function spotOf(dot: Dot, across: Place, up: Place) {
  const radius = radiusOf(dot.rate) + 4;
  return {
    x: across(dot.latency) - radius,
    y: up(dot.cost) - radius,
    width: 2 * radius,
    height: 2 * radius,
    text: dotWords(dot),
  };
}

function dotWords({ label, cost, latency, rate }: Dot): string {
  const said = rate === undefined ? '' : `, ${rateWords(rate)}`;
  return `${label}: ${usd(cost)} for 1,000 answers, ${seconds(latency)}${said}`;
}

/** Round values need no more digits than they have. */
function tickSeconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

export function costLatencyContent(series: readonly Series[], check: string | undefined): PlotContent {
  const { dots, left } = dotsOf(series, check);
  const what = check === undefined ? 'were answered' : `passed ${check}`;
  const missing = left.length === 0 ? '' : ` Not shown: ${left.join(', ')}.`;
  return {
    title: 'Cost and latency',
    about: `Down and to the left is better; the larger a sign, the more calls ${what}.${missing}`,
    draw: (width) => drawCostLatency(dots, width),
    table: [
      ['Model', 'Cost of 1,000', 'Median latency', check ?? 'Answered'],
      ...dots.map(({ label, cost, latency, rate }) => [
        label,
        usd(cost),
        seconds(latency),
        rate === undefined ? '–' : rateWords(rate),
      ]),
    ],
  };
}
