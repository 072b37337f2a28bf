import { extname } from 'node:path';
import { AbaiError } from '../../protocol/errors.ts';
import { Columns } from './columns.ts';
import { OddRows } from './odd-rows.ts';
import { endlessRow, jsonRecords, lineRecords, type TableRecord } from './records.ts';
import { EndlessRow, separatedRows } from './separated-rows.ts';
import { lostCharacter } from './text-decoding.ts';
import type { TextFile } from './text-file.ts';

/** A table as it is read. */
export interface Table {
  /** There may be more when the rows were read: a row can have what none had before it. */
  readonly headers: readonly string[];
  rows: AsyncIterable<string[]>;
  /** Sentences about all that was odd so far. They name rows from 1, and lines of the file. */
  warnings(): string[];
}

export interface TableOptions {
  delimiter?: string | undefined;
  /** What an earlier reading of the same file found: rows have as many values from the first on. */
  headers?: readonly string[] | undefined;
  /** Hears how many bytes of the file were read so far: never many more than its rows were taken for. May throw to stop. */
  onBytes?: (bytes: number) => void;
}

/** Characters in which a row has to end: a quotation mark that is never closed makes one of all that follows. */
const longestRow = 16_000_000;

/**
 * Opens CSV, TSV, JSON (an array of objects) or JSON Lines, by the file's name. Rows are read as they are taken; whoever
 * stops taking them closes the file. Throws AbaiError `invalid`.
 */
export async function readTable(file: TextFile, options: TableOptions = {}): Promise<Table> {
  const extension = extname(file.path).toLowerCase();
  const pieces = file.pieces(options.onBytes);
  if (extension === '.json') return recordsTable(file, jsonRecords(file.path, pieces, longestRow), options);
  if (extension === '.jsonl' || extension === '.ndjson')
    return recordsTable(file, lineRecords(file.path, pieces, longestRow), options);
  return separatedTable(file, pieces, options);
}

async function separatedTable(
  file: TextFile,
  text: AsyncGenerator<string>,
  { delimiter, headers: found }: TableOptions,
): Promise<Table> {
  const { path } = file;
  const odd = new OddRows();
  const columns = new Columns();
  const further: string[] = [];
  const onLeftOut = (line: number, count: number) =>
    further.push(`The last ${count} rows, from line ${line} on, hold nothing and are left out.`);
  let separator = '';
  const onDelimiter = (used: string) => {
    separator = used;
  };
  const pages = separatedRows(text, { delimiter, longest: longestRow, onDelimiter, onLeftOut });
  const take = async () => {
    try {
      return await pages.next();
    } catch (error) {
      throw error instanceof EndlessRow ? endlessRow(path, error.line, longestRow) : error;
    }
  };
  let page = await take();
  while (!page.done && page.value.length === 0) page = await take();
  if (page.done) throw new AbaiError('invalid', `${path} is empty: its first line must name the columns.`);
  const [header, ...first] = page.value;
  for (const name of header!.values) columns.add(name);
  const own = columns.names.length;
  // What an earlier reading found behind these is for values that have no column of their own.
  if (found !== undefined && found.length > own) columns.addSurplus();

  async function* rows(): AsyncGenerator<string[]> {
    let row = 0;
    try {
      let present = first;
      for (;;) {
        for (const { values, line, odd: mark } of present) {
          row += 1;
          if (mark) odd.add(mark, row, line);
          yield settled(values, row, line);
        }
        const next = await take();
        if (next.done) return;
        present = next.value;
      }
    } finally {
      await pages.return(undefined);
    }
  }

  /** As many values as there are columns. */
  function settled(values: string[], row: number, line: number): string[] {
    if (values.every((value) => value.trim() === '')) odd.add('blank', row, line);
    else if (values.length < own) odd.add('missing', row, line);
    if (values.some((value) => value.includes(lostCharacter))) odd.add('lost', row, line);
    const surplus = values.length > own ? values.splice(own) : [];
    while (values.length < own) values.push('');
    if (surplus.some((value) => value.trim() !== '')) {
      if (columns.names.length === own) columns.addSurplus();
      odd.addSurplus(columns.names[own]!, row, line);
    }
    if (columns.names.length > own) values.push(surplus.join(separator));
    return values;
  }

  return {
    get headers() {
      return columns.names;
    },
    rows: rows(),
    warnings: () => [...file.warnings, ...columns.warnings, ...odd.warnings(), ...further],
  };
}

async function recordsTable(
  file: TextFile,
  records: AsyncGenerator<TableRecord>,
  { headers: found = [] }: TableOptions,
): Promise<Table> {
  const odd = new OddRows();
  const columns = new Columns();
  const first = await records.next();
  if (first.done) throw new AbaiError('invalid', `${file.path} has no records.`);
  function valuesOf({ fields }: TableRecord): string[] {
    const values: string[] = [];
    const seen = new Map<string, number>();
    for (const [name, value] of fields) {
      const before = seen.get(name) ?? 0;
      seen.set(name, before + 1);
      values[columns.ofField(name, before)] = value;
    }
    return values;
  }

  const firstValues = valuesOf(first.value);

  /** A column that only later rows have is empty in those before it. */
  function settled(values: string[], row: number, line: number | undefined): string[] {
    const width = Math.max(found.length, columns.names.length);
    let isMissing = false;
    for (let at = 0; at < width; at++) {
      isMissing ||= values[at] === undefined;
      values[at] ??= '';
    }
    if (isMissing) odd.add('fields', row, line);
    if (values.some((value) => value.includes(lostCharacter))) odd.add('lost', row, line);
    return values;
  }

  async function* rows(): AsyncGenerator<string[]> {
    try {
      let row = 1;
      yield settled(firstValues, row, first.value.line);
      for (let next = await records.next(); !next.done; next = await records.next()) {
        row += 1;
        yield settled(valuesOf(next.value), row, next.value.line);
      }
    } finally {
      await records.return(undefined);
    }
  }
  return {
    get headers() {
      return found.length > columns.names.length ? found : columns.names;
    },
    rows: rows(),
    warnings: () => [...file.warnings, ...columns.warnings, ...odd.warnings()],
  };
}
