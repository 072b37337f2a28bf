import { type CutValue, cutQuoted, endOfPlain, quote, type RowText } from './quoted-values.ts';

interface CutRow {
  values: string[];
  /** Where the next row begins. */
  end: number;
  /** Of the file, which it takes. */
  lines: number;
  /** There is nothing in it, not even quotation marks around nothing. */
  isBlank: boolean;
  odd: CutValue['odd'];
}

/** The row that begins at `from`; undefined when its end is not in the text. */
export function cutRow(row: RowText, from: number): CutRow | undefined {
  const { text, isLast } = row;
  const separator = row.delimiter.charCodeAt(0);
  const values: string[] = [];
  let at = from;
  let lines = 1;
  let isBlank = true;
  let odd: CutValue['odd'];
  for (;;) {
    let end: number;
    if (text.charCodeAt(at) === quote) {
      const cut = cutQuoted(row, at, values.length);
      if (!cut) return undefined;
      values.push(cut.value);
      end = cut.end;
      lines += cut.breaks;
      odd ??= cut.odd;
      isBlank = false;
    } else {
      end = endOfPlain(row, at);
      const value = text.slice(at, end);
      values.push(value);
      if (isBlank && value !== '' && value.trim() !== '') isBlank = false;
    }
    if (end >= text.length) return isLast ? { values, end, lines, isBlank, odd } : undefined;
    if (text.charCodeAt(end) !== separator) {
      const isCarriageReturn = text.charCodeAt(end) === 0x0d;
      // Its other half may be in the next piece.
      if (isCarriageReturn && end + 1 === text.length && !isLast) return undefined;
      const isWindows = isCarriageReturn && text.charCodeAt(end + 1) === 0x0a;
      return { values, end: end + (isWindows ? 2 : 1), lines, isBlank, odd };
    }
    at = end + 1;
  }
}
