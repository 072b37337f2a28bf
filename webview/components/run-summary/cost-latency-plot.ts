import { seconds, usd } from '../../state/metrics.ts';
import { t } from '../../words/translate.ts';
import { type Drawing, letterSize, type Shape } from '../plot/drawing.ts';
import type { PlotContent } from '../plot/plot.ts';
import { type Scale, scaleFor } from '../plot/scale.ts';
import { labelDots } from './dot-labels.ts';
import { costPerThousand, type Rate, rateOf, rateWords, type Series, timeTick } from './summary-figures.ts';

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
    if (summary.latency === undefined) left.push(t('{0} (no answers yet)', label));
    else if (cost === null) left.push(t('{0} (cost unknown)', label));
    else dots.push({ series: at, label, cost, latency: summary.latency.p50, rate: rateOf(summary, check) });
  }
  return { dots, left };
}

const edge = { left: 66, right: 14, top: 26, bottom: 40 };

/** Pixels; the area of a dot grows with its rate. */
export function radiusOf(rate: Rate | undefined): number {
  return rate === undefined ? 5 : Math.sqrt(16 + rate.rate * 105);
}

export function drawCostLatency(dots: readonly Dot[], width: number): Drawing {
  // Where all is free there is only one cost, and no axis of it.
  const free = dots.every(({ cost }) => cost === 0);
  const height = free ? 130 : Math.round(Math.min(420, Math.max(260, width * 0.5)));
  const bottom = height - edge.bottom;
  const latencies = dots.map(({ latency }) => latency);
  const across = scaleFor(latencies, edge.left, width - edge.right, width < 480 ? 4 : 6);
  const up = free
    ? Object.assign(() => (edge.top + bottom) / 2, { ticks: [0] })
    : scaleFor(
        dots.map(({ cost }) => cost),
        bottom,
        edge.top,
        5,
      );
  const shapes: Shape[] = [
    { kind: 'text', x: 0, y: letterSize, text: t('Cost of {0} answers', 1000), ink: 'muted' },
    {
      kind: 'text',
      x: width - edge.right,
      y: height - 4,
      text: t('Median latency'),
      ink: 'muted',
      anchor: 'end',
    },
  ];
  for (const tick of up.ticks) {
    const y = Math.round(up(tick)) + 0.5;
    // The only line would run through every name.
    if (!free)
      shapes.push({ kind: 'line', x1: edge.left, y1: y, x2: width - edge.right, y2: y, ink: 'line' });
    shapes.push({
      kind: 'text',
      x: edge.left - 8,
      y: y + 4,
      text: free ? t('free') : usd(tick),
      ink: 'muted',
      anchor: 'end',
    });
  }
  for (const tick of across.ticks) {
    const x = Math.round(across(tick)) + 0.5;
    const last = tick === across.ticks.at(-1);
    shapes.push({ kind: 'line', x1: x, y1: bottom, x2: x, y2: bottom + 5, ink: 'muted' });
    const place = last ? ({ x: width, anchor: 'end' } as const) : ({ x, anchor: 'middle' } as const);
    shapes.push({ kind: 'text', ...place, y: bottom + 19, text: timeTick(tick), ink: 'muted' });
  }
  const field = { x: edge.left, y: edge.top - 8, width: width - edge.left, height: bottom - edge.top + 8 };
  const placed = dots.map((dot) => ({
    dot,
    x: across(dot.latency),
    y: up(dot.cost),
    radius: radiusOf(dot.rate),
  }));
  const { labels, below } = labelDots(placed, field, width, height);
  const signs = placed.map(
    ({ dot, x, y, radius }): Shape => ({ kind: 'sign', x, y, radius, ink: dot.series }),
  );
  return {
    width,
    height: height + below,
    shapes: [...shapes, ...labels, ...signs],
    spots: dots.map((dot) => spotOf(dot, across, up)),
  };
}

function spotOf(dot: Dot, across: Scale, up: Scale) {
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
  const price = cost === 0 ? t('free') : t('{0} for {1} answers', usd(cost), 1000);
  return `${label}: ${price}, ${seconds(latency)}${said}`;
}

export function costLatencyContent(series: readonly Series[], check: string | undefined): PlotContent {
  const { dots, left } = dotsOf(series, check);
  return {
    title: t('Cost and latency'),
    about: [
      dots.every(({ cost }) => cost === 0)
        ? t('To the left is better.')
        : t('Down and to the left is better.'),
      check === undefined
        ? t('The larger a sign, the more calls were answered.')
        : t('The larger a sign, the more answers passed {0}.', check),
      ...(left.length === 0 ? [] : [t('Not shown: {0}.', left.join(', '))]),
    ].join(' '),
    draw: (width) => drawCostLatency(dots, width),
    table: [
      [t('Model'), t('Cost of {0}', 1000), t('Median latency'), check ?? t('Answered')],
      ...dots.map(({ label, cost, latency, rate }) => [
        label,
        cost === 0 ? t('free') : usd(cost),
        seconds(latency),
        rate === undefined ? '–' : rateWords(rate),
      ]),
    ],
  };
}
