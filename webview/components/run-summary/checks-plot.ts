import { t } from '../../words/translate.ts';
import { type Drawing, fitted, letterSize, type Shape, type Spot, textWidth } from '../plot/drawing.ts';
import type { PlotContent } from '../plot/plot.ts';
import { linearScale } from '../plot/scale.ts';
import { percent, rateWords, type Series } from './summary-figures.ts';

const row = 24;
const head = 26;
const foot = 34;

/** A model under a check. */
interface Line {
  series: number;
  label: string;
  rate: number;
  low: number;
  high: number;
  passed: number;
  total: number;
}

/** The checks in their order, each with the models that have answers under it. */
export function checkLines(series: readonly Series[]): { check: string; lines: Line[] }[] {
  const groups = new Map<string, Line[]>();
  for (const { series: at, label, summary } of series) {
    for (const { name, ...figures } of summary.checks) {
      if (figures.total === 0) continue;
      const lines = groups.get(name) ?? [];
      groups.set(name, lines);
      lines.push({ series: at, label, ...figures });
    }
  }
  return [...groups].map(([check, lines]) => ({ check, lines }));
}

export function drawChecks(series: readonly Series[], width: number): Drawing {
  const groups = checkLines(series);
  const longest = Math.max(0, ...groups.flatMap(({ lines }) => lines.map(({ label }) => textWidth(label))));
  const left = Math.min(longest + 34, width * 0.38);
  const right = 44;
  const across = linearScale(0, 1, left, width - right, 5);
  const height = groups.reduce((sum, { lines }) => sum + head + lines.length * row, 0) + foot;
  const bottom = height - foot;
  const shapes: Shape[] = [];
  const spots: Spot[] = [];
  for (const tick of [0, 0.25, 0.5, 0.75, 1]) {
    const x = Math.round(across(tick)) + 0.5;
    shapes.push({ kind: 'line', x1: x, y1: head, x2: x, y2: bottom + 4, ink: 'line' });
    if (width >= 480 || tick % 0.5 === 0) {
      shapes.push({ kind: 'text', x, y: bottom + 18, text: percent(tick), ink: 'muted', anchor: 'middle' });
    }
  }
  let y = 0;
  for (const { check, lines } of groups) {
    shapes.push({ kind: 'text', x: 0, y: y + 18, text: fitted(check, width, true), ink: 'text', bold: true });
    y += head;
    for (const line of lines) {
      shapes.push(...lineShapes(line, y + row / 2, left, across, width));
      spots.push({ x: 0, y, width, height: row, text: lineWords(check, line) });
      y += row;
    }
  }
  return { width, height, shapes, spots };
}

function lineShapes(
  { series, label, rate, low, high }: Line,
  y: number,
  left: number,
  across: (value: number) => number,
  width: number,
): Shape[] {
  const cap = (x: number): Shape => ({
    kind: 'line',
    x1: x,
    y1: y - 5,
    x2: x,
    y2: y + 5,
    ink: series,
    width: 2,
  });
  const [from, to] = [across(low), across(high)];
  return [
    { kind: 'sign', x: 9, y, radius: 5, ink: series },
    { kind: 'text', x: 20, y: y + letterSize / 2 - 2, text: fitted(label, left - 28), ink: 'text' },
    { kind: 'line', x1: from, y1: y, x2: to, y2: y, ink: series, width: 2 },
    cap(from),
    cap(to),
    { kind: 'sign', x: across(rate), y, radius: 5.5, ink: series },
    { kind: 'text', x: width, y: y + letterSize / 2 - 2, text: percent(rate), ink: 'text', anchor: 'end' },
  ];
}

function lineWords(check: string, { label, passed, total, ...rate }: Line): string {
  return t('{0}, {1}: {2}, {3} of {4} passed', label, check, rateWords(rate), passed, total);
}

export function checksContent(series: readonly Series[]): PlotContent {
  return {
    title: t('Pass rates'),
    about: t(
      'Share of answers that passed. The whiskers are the 95 % interval (Wilson): where they overlap, the difference may be chance.',
    ),
    draw: (width) => drawChecks(series, width),
    table: [
      [t('Model'), t('Check'), t('Pass rate'), t('Passed')],
      ...checkLines(series).flatMap(({ check, lines }) =>
        lines.map(({ label, passed, total, ...rate }) => [
          label,
          check,
          rateWords(rate),
          t('{0} of {1}', passed, total),
        ]),
      ),
    ],
  };
}
