import type { RankedModel } from '../../../src/protocol/votes.ts';
import { number, t } from '../../words/translate.ts';
import { type Drawing, fitted, letterSize, type Shape, type Spot, textWidth } from '../plot/drawing.ts';
import type { PlotContent } from '../plot/plot.ts';
import { linearScale } from '../plot/scale.ts';

const row = 26;
const head = 8;
const foot = 40;

/** Standard errors to each side that make an interval of 95 %. */
const errors = 1.96;

/** A model with its place, named for people. */
export interface RankingLine {
  label: string;
  rating: number;
  low: number;
  high: number;
  wins: number;
  losses: number;
  ties: number;
}

export function rankingLines(
  ranking: readonly RankedModel[],
  nameOf: (reference: string) => string,
): RankingLine[] {
  return ranking.map(({ model, rating, error, wins, losses, ties }) => ({
    label: nameOf(model),
    rating,
    low: rating - errors * error,
    high: rating + errors * error,
    wins,
    losses,
    ties,
  }));
}

export function points(rating: number): string {
  const rounded = Math.round(rating);
  return rounded > 0 ? `+${rounded}` : rounded < 0 ? `−${-rounded}` : '0';
}

function lineWords({ label, rating, low, high, wins, losses, ties }: RankingLine, place: number): string {
  const strength = t('{0}: {1} points ({2} to {3})', label, points(rating), points(low), points(high));
  return `${place}. ${strength}, ${t('preferred {0} times, {1} ties, {2} times not', wins, ties, losses)}`;
}

export function drawRanking(lines: readonly RankingLine[], width: number): Drawing {
  const longest = Math.max(0, ...lines.map(({ label }) => textWidth(label)));
  const left = Math.min(longest + 34, width * 0.38);
  const right = 52;
  const across = linearScale(
    Math.min(0, ...lines.map(({ low }) => low)),
    Math.max(0, ...lines.map(({ high }) => high)),
    left,
    width - right,
    width < 480 ? 3 : 6,
  );
  const height = head + lines.length * row + foot;
  const bottom = height - foot;
  const shapes: Shape[] = [];
  const spots: Spot[] = [];
  for (const tick of across.ticks) {
    const x = Math.round(across(tick)) + 0.5;
    const mean = tick === 0;
    shapes.push({
      kind: 'line',
      x1: x,
      y1: head,
      x2: x,
      y2: bottom + 4,
      ink: mean ? 'muted' : 'line',
      dashed: mean,
    });
    shapes.push({ kind: 'text', x, y: bottom + 18, text: points(tick), ink: 'muted', anchor: 'middle' });
  }
  shapes.push({
    kind: 'text',
    x: width - right,
    y: bottom + 34,
    text: t('Points'),
    ink: 'muted',
    anchor: 'end',
  });
  lines.forEach((line, at) => {
    const y = head + at * row + row / 2;
    shapes.push(...lineShapes(line, at, y, left, across, width));
    spots.push({ x: 0, y: y - row / 2, width, height: row, text: lineWords(line, at + 1) });
  });
  return { width, height, shapes, spots };
}

function lineShapes(
  { label, rating, low, high }: RankingLine,
  series: number,
  y: number,
  left: number,
  across: (value: number) => number,
  width: number,
): Shape[] {
  const [from, to] = [across(low), across(high)];
  const cap = (x: number): Shape => ({
    kind: 'line',
    x1: x,
    y1: y - 5,
    x2: x,
    y2: y + 5,
    ink: series,
    width: 2,
  });
  const base = y + letterSize / 2 - 2;
  return [
    { kind: 'sign', x: 9, y, radius: 5, ink: series },
    { kind: 'text', x: 20, y: base, text: fitted(label, left - 28), ink: 'text' },
    { kind: 'line', x1: from, y1: y, x2: to, y2: y, ink: series, width: 2 },
    cap(from),
    cap(to),
    { kind: 'sign', x: across(rating), y, radius: 5.5, ink: series },
    { kind: 'text', x: width, y: base, text: points(rating), ink: 'text', anchor: 'end' },
  ];
}

export function rankingContent(lines: readonly RankingLine[]): PlotContent {
  return {
    title: t('Ranking'),
    about: t(
      'Strengths after Bradley and Terry, on the scale of chess ratings: 0 is the mean, 400 points more are odds of ten to one. The whiskers are the 95 % interval.',
    ),
    draw: (width) => drawRanking(lines, width),
    table: [
      [t('Model'), t('Points'), t('95 % interval'), t('Preferred'), t('Ties'), t('Not preferred')],
      ...lines.map(({ label, rating, low, high, wins, losses, ties }) => [
        label,
        points(rating),
        t('{0} to {1}', points(low), points(high)),
        number(wins),
        number(ties),
        number(losses),
      ]),
    ],
  };
}
