/** A value of a row, and where it ends: at the delimiter, the line end or the end of the text. */
export interface CutValue {
  value: string;
  end: number;
  /** Line ends within it. */
  breaks: number;
  odd?: 'stray' | 'open';
}

export const quote = 0x22;
const blank = 0x20;

export const isLineEnd = (code: number) => code === 0x0a || code === 0x0d;

/** Where rows are cut out of. */
export interface RowText {
  text: string;
  /** Of one character. */
  delimiter: string;
  /** Nothing comes behind the text. */
  isLast: boolean;
  /** Values of the header; undefined while that is read. */
  columns: number | undefined;
}

/** From `from`, where no value is: a delimiter, a line end, or the end of the text. */
export function endOfPlain({ text, delimiter }: RowText, from: number): number {
  const separator = delimiter.charCodeAt(0);
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === separator || isLineEnd(code)) break;
  }
  return at;
}

/**
 * Reads a value that begins with a quotation mark, at `at`, behind `before` others of its row. Undefined when the text does
 * not have all that it takes to tell where the value ends.
 *
 * People write quotation marks where none belong. One that begins a word is within a quoted value when its line has another
 * one that ends the value; else the value was never quoted as a whole, and is taken as it is written, so that it cannot
 * swallow the rows behind it.
 */
export function cutQuoted(row: RowText, at: number, before: number): CutValue | undefined {
  const { text, isLast } = row;
  let search = at + 1;
  for (;;) {
    const mark = text.indexOf('"', search);
    if (mark === -1) return isLast ? unclosed(row, at, before) : undefined;
    if (text.charCodeAt(mark + 1) === quote) {
      search = mark + 2;
      continue;
    }
    const end = endBehind(row, mark);
    if (end === undefined) return undefined;
    if (end >= 0) return quoted(text, at, mark, end);
    return astray(row, at, mark);
  }
}

/** Where the value ends if this mark closes it, -1 if it does not; undefined when that is not in the text. */
function endBehind({ text, delimiter, isLast }: RowText, mark: number): number | undefined {
  const separator = delimiter.charCodeAt(0);
  let end = mark + 1;
  while (text.charCodeAt(end) === blank && separator !== blank) end += 1;
  if (end >= text.length) return isLast ? end : undefined;
  const code = text.charCodeAt(end);
  return code === separator || isLineEnd(code) ? end : -1;
}

function quoted(text: string, at: number, mark: number, end: number, odd?: 'stray'): CutValue {
  let value = text.slice(at + 1, mark);
  if (value.includes('"')) value = value.replaceAll('""', '"');
  const hasBreaks = value.includes('\n') || value.includes('\r');
  const breaks = hasBreaks ? lineEnds(value) : 0;
  if (hasBreaks) value = value.replaceAll('\r\n', '\n');
  return { value, end, breaks, ...(odd ? { odd } : {}) };
}

/** The mark at `mark` neither closes the value nor is one of two. */
function astray(row: RowText, at: number, mark: number): CutValue | undefined {
  if (isBoundary(row, mark - 1)) return plain(row, at, at);
  const endsPhrase = !/[\s([{]/u.test(row.text[mark - 1]!);
  for (let next = mark; !endsPhrase; ) {
    const further = markInLine(row, next + 1);
    if (further === undefined) return undefined;
    // Where one begins another value, this one had ended before.
    if (further === -1 || isBoundary(row, further - 1)) break;
    const end = endBehind(row, further);
    if (end === undefined) return undefined;
    if (end >= 0) return quoted(row.text, at, further, end, 'stray');
    next = further;
  }
  const began = row.text.slice(at, mark).search(/[\r\n]/u) === -1;
  return plain(row, at, began ? mark : at);
}

/** The next quotation mark before the line ends, -1 if there is none; undefined when the line's end is not in the text. */
function markInLine({ text, isLast }: RowText, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (isLineEnd(code)) return -1;
  }
  return isLast ? -1 : undefined;
}

function isBoundary({ text, delimiter }: RowText, at: number): boolean {
  return text[at] === delimiter || isLineEnd(text.charCodeAt(at));
}

/** The value as it is written, to the first end of a value behind `from`. */
function plain(row: RowText, at: number, from: number): CutValue | undefined {
  const end = endOfPlain(row, from);
  if (end === row.text.length && !row.isLast) return undefined;
  return { value: row.text.slice(at, end), end, breaks: 0, odd: 'stray' };
}

/**
 * A mark that nothing closes up to the end of the file. What follows in further lines are rows of their own if they have as
 * many values as rows have, else all of it is this value, which was cut off.
 */
function unclosed(row: RowText, at: number, before: number): CutValue {
  const { text, delimiter, columns } = row;
  const [first = '', ...lines] = text
    .slice(at)
    .trimEnd()
    .split(/\r\n|\n|\r/u);
  const further = lines.filter((line) => line !== '');
  const isRow = (line: string, others: number) => line.split(delimiter).length + others === columns;
  if (further.length > 0 && isRow(first, before) && further.every((line) => isRow(line, 0)))
    return { ...plain(row, at, at)!, odd: 'open' };
  return { ...quoted(text, at, text.length, text.length), odd: 'open' };
}

/** However they are written. */
function lineEnds(text: string): number {
  let found = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) found += 1;
  }
  return found;
}
