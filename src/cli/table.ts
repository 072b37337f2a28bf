export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** Wider cells are cut with an ellipsis. */
  maxWidth?: number;
}

/** A cell may be painted; its width is that of the plain text. */
export interface Cell {
  text: string;
  paint?: (text: string) => string;
}

/** Lines of a plain table: titles, a rule, then the rows. Columns are two spaces apart. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly (Cell | string)[])[],
  paintTitle: (text: string) => string = (text) => text,
): string[] {
  const cells = rows.map((row) =>
    columns.map((column, at) => {
      const cell = row[at] ?? '';
      const { text, paint } = typeof cell === 'string' ? { text: cell, paint: undefined } : cell;
      return { text: column.maxWidth ? cut(text, column.maxWidth) : text, paint };
    }),
  );
  const widths = columns.map((column, at) =>
    Math.max(displayWidth(column.title), ...cells.map((row) => displayWidth(row[at]!.text))),
  );
  const line = (parts: readonly Cell[]) =>
    parts
      .map(({ text, paint }, at) => {
        const gap = ' '.repeat(widths[at]! - displayWidth(text));
        const painted = paint ? paint(text) : text;
        if (columns[at]!.align === 'right') return gap + painted;
        return at === parts.length - 1 ? painted : painted + gap;
      })
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(({ title }) => ({ text: title, paint: paintTitle }))),
    line(widths.map((width) => ({ text: '─'.repeat(width), paint: paintTitle }))),
    ...cells.map(line),
  ];
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;
const ascii = /^[\u0020-\u007e]*$/u;

/** Columns that a text takes on a terminal, near enough: East Asian characters and emoji take two. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

/** The text, or as much of it as fits with an ellipsis. */
export function cut(text: string, maxWidth: number): string {
  if (displayWidth(text) <= maxWidth) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += wide.test(segment) ? 2 : 1;
    if (width > maxWidth - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
