import { fitted, letterSize, type Shape, textWidth } from '../plot/drawing.ts';
import type { Dot } from './cost-latency-plot.ts';
import { percent, rateWords } from './summary-figures.ts';

/** A place on a plot, in pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** The first free place beside a dot: right, left, above, below, then the corners. Undefined when all are taken. */
export function placeLabel(
  { x, y, radius }: { x: number; y: number; radius: number },
  width: number,
  field: Box,
  taken: readonly Box[],
): Box | undefined {
  const height = letterSize + 4;
  const [right, left, middle] = [x + radius + 5, x - radius - 5 - width, y - height / 2];
  const [above, below] = [y - radius - height - 2, y + radius + 2];
  const within = Math.max(field.x, Math.min(field.x + field.width - width, x - width / 2));
  const places: [x: number, y: number][] = [
    [right, middle],
    [left, middle],
    [within, above],
    [within, below],
    [right, above + radius],
    [right, below - radius],
    [left, above + radius],
    [left, below - radius],
  ];
  const inside = (box: Box) =>
    box.x >= field.x &&
    box.x + box.width <= field.x + field.width &&
    box.y >= field.y &&
    box.y + box.height <= field.y + field.height;
  return places
    .map(([at, top]) => ({ x: at, y: top, width, height }))
    .find((box) => inside(box) && !taken.some((other) => overlap(box, other)));
}

/** A dot where it lies. */
export interface PlacedDot {
  dot: Dot;
  x: number;
  y: number;
  radius: number;
}

/** Pixels of a line under the plot. */
const legendLine = 20;

/** Names beside the dots; where they would run into each other, numbers there and the names under the plot. */
export function labelDots(
  placed: readonly PlacedDot[],
  field: Box,
  width: number,
  height: number,
): { labels: Shape[]; below: number } {
  const figure = ({ rate }: Dot, short: boolean) =>
    rate === undefined ? '' : ` ${short ? percent(rate.rate) : rateWords(rate)}`;
  for (const [room, short] of [
    [Math.min(260, width * 0.45), width < 640],
    [Math.min(180, width * 0.38), true],
  ] as const) {
    const texts = placed.map(({ dot }) => {
      const end = figure(dot, short);
      return `${fitted(dot.label, room - textWidth(end))}${end}`;
    });
    const labels = placeAll(placed, texts, field);
    if (labels) return { labels, below: 0 };
  }
  const numbers = placed.map((_, at) => String(at + 1));
  const labels =
    placeAll(placed, numbers, field) ??
    placed.map(
      ({ x, y, radius }, at): Shape => ({
        kind: 'text',
        x: x + radius + 3,
        y: y + 4,
        text: numbers[at]!,
        ink: 'text',
      }),
    );
  placed.forEach(({ dot }, at) => {
    const y = height + 18 + at * legendLine;
    const end = figure(dot, width < 480);
    labels.push({ kind: 'text', x: 14, y, text: numbers[at]!, ink: 'text', anchor: 'end' });
    labels.push({ kind: 'sign', x: 28, y: y - 4, radius: 5, ink: dot.series });
    labels.push({
      kind: 'text',
      x: 40,
      y,
      text: `${fitted(dot.label, width - 44 - textWidth(end))}${end}`,
      ink: 'text',
    });
  });
  return { labels, below: 12 + placed.length * legendLine };
}

/** A text beside every dot, none on another; undefined when there is no room for all. */
function placeAll(placed: readonly PlacedDot[], texts: readonly string[], field: Box): Shape[] | undefined {
  const taken: Box[] = placed.map(({ x, y, radius }) => ({
    x: x - radius,
    y: y - radius,
    width: 2 * radius,
    height: 2 * radius,
  }));
  const labels: Shape[] = [];
  for (const [at, dot] of placed.entries()) {
    const text = texts[at]!;
    const box = placeLabel(dot, textWidth(text), field, taken);
    if (!box) return undefined;
    taken.push(box);
    // On the left the text ends at the sign, however wide it turns out.
    const before = box.x + box.width <= dot.x;
    const place = before ? ({ x: box.x + box.width, anchor: 'end' } as const) : { x: box.x };
    labels.push({ kind: 'text', ...place, y: box.y + letterSize, text, ink: 'text' });
  }
  return labels;
}
