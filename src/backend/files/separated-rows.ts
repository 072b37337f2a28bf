import { cutRow } from './cut-row.ts';
import { guessedDelimiter, statedDelimiter } from './delimiter.ts';
import type { CutValue } from './quoted-values.ts';

/** A row of a CSV file, and the line of the file that it begins in, from 1. */
export interface SeparatedRow {
  values: string[];
  line: number;
  /** A quotation mark stands where none belongs, or is opened and never closed. */
  odd?: CutValue['odd'];
}

export interface SeparatedOptions {
  /** Told by the first line or guessed from the first piece when it is not given. */
  delimiter?: string | undefined;
  /** Characters in which a row has to end: a quotation mark that is never closed makes one row of all that follows. */
  longest: number;
  onDelimiter?: (delimiter: string) => void;
  /** Hears of rows without any value at the end of the file, which spreadsheets leave there: their first line and number. */
  onLeftOut?: (line: number, count: number) => void;
}

/** Rows behind each other with as many values, all of them nothing. */
interface BlankRows {
  line: number;
  count: number;
  width: number;
}

/** Rows of more than `longest` characters. `line` is the one that the row begins in. */
export class EndlessRow extends Error {
  readonly line: number;

  constructor(line: number) {
    super();
    this.line = line;
  }
}

/** Characters that are looked at before the delimiter is guessed. */
const firstLook = 32 * 1024;

/**
 * Cuts text into rows, a piece at a time, so that no more than a piece and its rows are in memory. A row without any value is a
 * row, so that rows have the numbers that they have in the file; only behind the last one nothing is. Line ends may be of
 * any system, even mixed; within values those of Windows become `\n`.
 */
export async function* separatedRows(
  pieces: AsyncIterable<string>,
  { delimiter: given, longest, onDelimiter, onLeftOut }: SeparatedOptions,
): AsyncGenerator<SeparatedRow[]> {
  let delimiter = given;
  let columns: number | undefined;
  let rest = '';
  let line = 1;
  let isBegun = false;
  /** Rows without any value, of which nobody knows yet whether another one follows. */
  let held: BlankRows[] = [];

  /** Where the table begins in the text, behind a line that states the delimiter. */
  function begin(text: string, isLast: boolean): number {
    const stated = statedDelimiter(text);
    const from = stated?.from ?? 0;
    delimiter ??= stated?.delimiter ?? guessedDelimiter(text.slice(from), isLast);
    if (delimiter === undefined) return 0;
    isBegun = true;
    onDelimiter?.(delimiter);
    if (stated) line = 2;
    return from;
  }

  function rowsOf(text: string, isLast: boolean): SeparatedRow[] {
    const rows: SeparatedRow[] = [];
    let from = isBegun ? 0 : begin(text, isLast);
    const place = { text, delimiter: delimiter ?? '', isLast, columns };
    while (from < text.length && delimiter !== undefined) {
      const cut = cutRow(place, from);
      if (!cut) break;
      from = cut.end;
      if (cut.isBlank) {
        // Before the header there is no row.
        if (columns !== undefined) hold(cut.values.length);
      } else {
        if (held.length > 0) rows.push(...released());
        columns ??= cut.values.length;
        place.columns = columns;
        rows.push(cut.odd ? { values: cut.values, line, odd: cut.odd } : { values: cut.values, line });
      }
      line += cut.lines;
    }
    rest = text.slice(from);
    if (rest.length > longest) throw new EndlessRow(line);
    return rows;
  }

  function hold(width: number): void {
    const last = held.at(-1);
    if (last?.width === width) last.count += 1;
    else held.push({ line, count: 1, width });
  }

  function* released(): Generator<SeparatedRow> {
    for (const { line: first, count, width } of held) {
      for (let at = 0; at < count; at++) yield { values: Array<string>(width).fill(''), line: first + at };
    }
    held = [];
  }

  let gathered = '';
  for await (const piece of pieces) {
    gathered += piece;
    // A row that is long is looked through again only when there is twice as much of it.
    const isEnough = gathered.length >= (isBegun ? rest.length : Math.max(firstLook, rest.length));
    if (gathered === '' || !isEnough) continue;
    const text = rest + gathered;
    gathered = '';
    yield rowsOf(text, false);
  }
  yield rowsOf(rest + gathered, true);
  // A line end more than it takes is nothing that anybody has to know.
  const left = held.filter(({ width }) => width > 1);
  if (left.length > 0)
    onLeftOut?.(
      left[0]!.line,
      left.reduce((sum, { count }) => sum + count, 0),
    );
}
