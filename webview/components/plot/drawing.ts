/** A colour by what it is for; a number is a series, which has a shape of its own besides. */
export type Ink = 'background' | 'text' | 'muted' | 'line' | number;

/** One thing that is drawn, in CSS pixels from the top left. */
export type Shape =
  | {
      kind: 'line';
      x1: number;
      y1: number;
      x2: number;
      y2: number;
      ink: Ink;
      width?: number;
      dashed?: boolean;
    }
  | { kind: 'rect'; x: number; y: number; width: number; height: number; ink: Ink }
  /** The sign of a series: `ink` says which. */
  | { kind: 'sign'; x: number; y: number; radius: number; ink: number }
  | {
      kind: 'text';
      x: number;
      /** Of the baseline. */
      y: number;
      text: string;
      ink: Ink;
      anchor?: 'start' | 'middle' | 'end';
      bold?: boolean;
    };

/** A place that tells its figures when it is pointed at or focused. */
export interface Spot {
  x: number;
  y: number;
  width: number;
  height: number;
  text: string;
}

/** A plot as it is drawn on a page, in a file or on a canvas. */
export interface Drawing {
  width: number;
  height: number;
  shapes: Shape[];
  spots: Spot[];
}

/** Pixels of all letters in a plot. */
export const letterSize = 12;

const widths: readonly [letters: RegExp, width: number][] = [
  [/[\u1100-\uffdc\u{1f000}-\u{3ffff}]/u, 12.5],
  [/[mwMW@%—…]/, 11.6],
  [/[iljtfrI.,:;|!()'[\] ]/, 4.8],
  [/\p{Lu}|[=+<>~]/u, 9],
];

/**
 * About how wide a text is, rather too wide: the letters of a wide typeface. Nothing is measured, so that a drawing is
 * the same everywhere. Bold letters take a seventh more.
 */
export function textWidth(text: string, bold = false): number {
  let width = 0;
  for (const letter of text) width += widths.find(([letters]) => letters.test(letter))?.[1] ?? 7.6;
  return bold ? width * 1.14 : width;
}

/** A text that fits, cut in the middle: models differ at both ends of their names. */
export function fitted(text: string, width: number, bold = false): string {
  if (textWidth(text, bold) <= width) return text;
  const letters = [...text];
  for (let kept = letters.length - 1; kept > 1; kept -= 1) {
    const head = Math.ceil(kept / 2);
    const cut = `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (kept - head)).join('')}`;
    if (textWidth(cut, bold) <= width) return cut;
  }
  return '…';
}

const polygon =
  (corners: number, turn: number, stretch = 1) =>
  (x: number, y: number, radius: number) => {
    const points = Array.from({ length: corners }, (_, corner) => {
      const angle = turn + (corner * 2 * Math.PI) / corners;
      const at = radius * stretch;
      return `${round(x + at * Math.sin(angle))} ${round(y - at * Math.cos(angle))}`;
    });
    return `M${points.join('L')}Z`;
  };

const circle = (x: number, y: number, radius: number) => {
  const r = round(radius);
  return `M${round(x - radius)} ${round(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
};

const star = (x: number, y: number, radius: number) => {
  const points = Array.from({ length: 10 }, (_, corner) => {
    const at = radius * (corner % 2 === 0 ? 1.25 : 0.55);
    const angle = (corner * Math.PI) / 5;
    return `${round(x + at * Math.sin(angle))} ${round(y - at * Math.cos(angle))}`;
  });
  return `M${points.join('L')}Z`;
};

/** Of about the same area each, and told apart without any colour. */
const signs = [
  circle,
  polygon(4, Math.PI / 4, 1.2),
  polygon(3, 0, 1.3),
  polygon(4, 0, 1.2),
  polygon(3, Math.PI, 1.3),
  star,
  polygon(6, 0, 1.08),
  polygon(5, 0, 1.1),
];

/** How many series have a sign and a colour of their own. */
export const seriesCount = signs.length;

/** The outline of a series' sign, in the notation of SVG paths. */
export function signPath(series: number, x: number, y: number, radius: number): string {
  return signs[series % signs.length]!(x, y, radius);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A text in lines that fit, broken at spaces. */
export function lines(text: string, width: number): string[] {
  const broken: string[] = [];
  for (const word of text.split(' ')) {
    const last = broken.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(longer) <= width) broken[broken.length - 1] = longer;
    else broken.push(fitted(word, width));
  }
  return broken;
}
