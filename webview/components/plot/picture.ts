import { type Drawing, letterSize, lines, type Shape, signPath } from './drawing.ts';
import { colourOf, type Inks } from './inks.ts';

const family = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** Pixels around a plot in a file. */
const margin = 16;
const lineHeight = 17;

/** Of the title and the sentences under it. */
function head({ about, drawing }: Picture): { about: string[]; height: number } {
  const broken = lines(about, drawing.width);
  return { about: broken, height: 32 + broken.length * lineHeight };
}

/** A plot as a file shows it: with its title, for whoever sees it without the page. */
export interface Picture {
  title: string;
  about: string;
  drawing: Drawing;
}

/** Pixels of the whole picture. */
export function pictureSize(picture: Picture): { width: number; height: number } {
  const { width, height } = picture.drawing;
  return { width: width + 2 * margin, height: height + head(picture).height + 2 * margin };
}

/** A file of its own, that needs no style sheet and no script. */
export function svgText(picture: Picture, inks: Inks): string {
  const { width, height } = pictureSize(picture);
  const { title, about, drawing } = picture;
  const said = head(picture);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escaped(family)}" font-size="${letterSize}">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped([about, ...drawing.spots.map(({ text }) => text)].join('\n'))}</desc>`,
    `<rect width="${width}" height="${height}" fill="${inks.background}"/>`,
    `<text x="${margin}" y="${margin + 14}" font-size="16" font-weight="600" fill="${inks.text}">${escaped(title)}</text>`,
    ...said.about.map(
      (line, at) =>
        `<text x="${margin}" y="${margin + 34 + at * lineHeight}" fill="${inks.muted}">${escaped(line)}</text>`,
    ),
    `<g transform="translate(${margin} ${margin + said.height})">`,
    ...drawing.shapes.map((shape) => element(shape, inks)),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function element(shape: Shape, inks: Inks): string {
  const colour = colourOf(inks, shape.ink);
  switch (shape.kind) {
    case 'line': {
      const dash = shape.dashed ? ' stroke-dasharray="3 3"' : '';
      return `<line x1="${shape.x1}" y1="${shape.y1}" x2="${shape.x2}" y2="${shape.y2}" stroke="${colour}" stroke-width="${shape.width ?? 1}"${dash}/>`;
    }
    case 'rect':
      return `<rect x="${shape.x}" y="${shape.y}" width="${shape.width}" height="${shape.height}" fill="${colour}"/>`;
    case 'sign':
      return `<path d="${signPath(shape.ink, shape.x, shape.y, shape.radius)}" fill="${colour}" stroke="${inks.background}"/>`;
    case 'text':
      return `<text x="${shape.x}" y="${shape.y}" text-anchor="${shape.anchor ?? 'start'}" fill="${colour}"${shape.bold ? ' font-weight="600"' : ''}>${escaped(shape.text)}</text>`;
  }
}

/** XML has no place for control characters, and models may be named by anyone. */
function escaped(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/(?!\n)[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '').replace(/[&<>"]/g, (sign) => signs[sign]!);
}

/** Pixels of the file for one of the drawing. */
const density = 2;

/** A PNG in base64. Drawn by hand, because the page's policy lets it load no picture, not even its own. */
export function pngBase64(picture: Picture, inks: Inks): string {
  const { width, height } = pictureSize(picture);
  const canvas = document.createElement('canvas');
  canvas.width = width * density;
  canvas.height = height * density;
  const context = canvas.getContext('2d')!;
  context.scale(density, density);
  context.fillStyle = inks.background;
  context.fillRect(0, 0, width, height);
  context.fillStyle = inks.text;
  context.font = `600 16px ${family}`;
  context.fillText(picture.title, margin, margin + 14);
  context.fillStyle = inks.muted;
  context.font = `${letterSize}px ${family}`;
  const said = head(picture);
  said.about.forEach((line, at) => {
    context.fillText(line, margin, margin + 34 + at * lineHeight);
  });
  context.translate(margin, margin + said.height);
  for (const shape of picture.drawing.shapes) paint(context, shape, inks);
  return canvas.toDataURL('image/png').replace(/^.*,/, '');
}

function paint(context: CanvasRenderingContext2D, shape: Shape, inks: Inks): void {
  const colour = colourOf(inks, shape.ink);
  context.fillStyle = colour;
  switch (shape.kind) {
    case 'line':
      context.strokeStyle = colour;
      context.lineWidth = shape.width ?? 1;
      context.setLineDash(shape.dashed ? [3, 3] : []);
      context.stroke(new Path2D(`M${shape.x1} ${shape.y1}L${shape.x2} ${shape.y2}`));
      break;
    case 'rect':
      context.fillRect(shape.x, shape.y, shape.width, shape.height);
      break;
    case 'sign': {
      const outline = new Path2D(signPath(shape.ink, shape.x, shape.y, shape.radius));
      context.fill(outline);
      context.strokeStyle = inks.background;
      context.lineWidth = 1;
      context.setLineDash([]);
      context.stroke(outline);
      break;
    }
    case 'text':
      context.font = `${shape.bold ? '600 ' : ''}${letterSize}px ${family}`;
      context.textAlign = shape.anchor === 'middle' ? 'center' : (shape.anchor ?? 'start');
      context.fillText(shape.text, shape.x, shape.y);
  }
}
