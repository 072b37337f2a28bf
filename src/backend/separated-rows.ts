import Papa from 'papaparse';

/** A row of a CSV file, and the line of the file that it begins in, from 1. */
export interface SeparatedRow {
  values: string[];
  line: number;
}

export interface SeparatedOptions {
  /** Guessed from the first piece when it is not given. */
  delimiter?: string | undefined;
  warn: (sentence: string) => void;
  /** Characters in which a row has to end: a quotation mark that is never closed makes one row of all that follows. */
  longest: number;
}

/** Rows of more than `longest` characters. `line` is the one that the row begins in. */
export class EndlessRow extends Error {
  readonly line: number;

  constructor(line: number) {
    super();
    this.line = line;
  }
}

/**
 * Cuts text into rows, a piece at a time, so that no more than a piece and its rows are in memory. Papa Parse's own
 * stream stops and starts at every sixteenth row and then looks through the rest of its piece again, which takes twenty
 * times as long. Empty lines are left out. Windows' line breaks become `\n`, in values too.
 */
export async function* separatedRows(
  pieces: AsyncIterable<string>,
  { delimiter, warn, longest }: SeparatedOptions,
): AsyncGenerator<SeparatedRow[]> {
  let parser: Papa.Parser | undefined;
  let newline: '\n' | '\r' = '\n';
  let rest = '';
  let line = 1;

  function rowsOf(text: string, isLast: boolean): SeparatedRow[] {
    if (!parser) {
      newline = text.includes('\n') || !text.includes('\r') ? '\n' : '\r';
      const guessed = () => Papa.parse(text, { preview: 10, skipEmptyLines: 'greedy', newline });
      parser = new Papa.Parser({ delimiter: delimiter ?? guessed().meta.delimiter, newline });
    }
    const { data, errors, meta } = parser.parse(text, 0, !isLast) as Papa.ParseResult<string[]>;
    rest = isLast ? '' : text.slice(meta.cursor);
    const rows: SeparatedRow[] = [];
    let begin = line;
    for (const values of data) {
      begin = line;
      line += 1;
      for (const value of values) line += count(value, newline);
      if (values.some((value) => value.trim() !== '')) rows.push({ values, line: begin });
    }
    if (errors.some(({ code }) => code === 'MissingQuotes'))
      warn(`Line ${begin}: a quotation mark is opened in this row and never closed.`);
    if (rest.length > longest) throw new EndlessRow(line);
    return rows;
  }

  let held = '';
  let gathered = '';
  for await (const piece of pieces) {
    const text = held + piece;
    // Its other half may be in the next piece.
    held = text.endsWith('\r') ? '\r' : '';
    const whole = held === '' ? text : text.slice(0, -1);
    gathered += whole.replaceAll('\r\n', '\n');
    // A row that is long is looked through again only when there is twice as much of it.
    if (gathered === '' || gathered.length < rest.length) continue;
    yield rowsOf(rest + gathered, false);
    gathered = '';
  }
  yield rowsOf(rest + gathered + held, true);
}

function count(value: string, part: string): number {
  let found = 0;
  for (let at = value.indexOf(part); at !== -1; at = value.indexOf(part, at + 1)) found += 1;
  return found;
}
