import { extname } from 'node:path';
import { AbaiError } from '../protocol/errors.ts';
import { arrayElements, NoArray } from './json-elements.ts';
import { EndlessRow, separatedRows } from './separated-rows.ts';
import { textOf } from './text-file.ts';

/** A table as it is read: its header once, then its rows; `warn` gets a sentence with the line for what is odd. */
export interface Table {
  headers: string[];
  rows: AsyncIterable<string[]>;
}

export interface TableOptions {
  delimiter?: string | undefined;
  warn: (sentence: string) => void;
  /** Hears how many bytes of the file were read so far: never many more than its rows were taken for. */
  onBytes?: (bytes: number) => void;
}

/** Characters in which a row has to end: a quotation mark that is never closed makes one of all that follows. */
const longestRow = 16_000_000;

/**
 * Opens CSV, TSV, JSON (an array of objects) or JSON Lines, by the file's name. Rows are read as they are taken; whoever
 * stops taking them closes the file. Throws AbaiError `invalid`.
 */
export async function readTable(path: string, options: TableOptions): Promise<Table> {
  const extension = extname(path).toLowerCase();
  if (extension === '.json') return recordsTable(path, jsonRecords(path, options), options);
  if (extension === '.jsonl' || extension === '.ndjson')
    return recordsTable(path, lineRecords(path, options), options);
  return separatedTable(path, options);
}

async function separatedTable(path: string, { delimiter, warn, onBytes }: TableOptions): Promise<Table> {
  const pages = separatedRows(textOf(path, onBytes), { delimiter, warn, longest: longestRow });
  const take = async () => {
    try {
      return await pages.next();
    } catch (error) {
      throw error instanceof EndlessRow ? endless(path, error.line) : error;
    }
  };
  let page = await take();
  while (!page.done && page.value.length === 0) page = await take();
  if (page.done) throw new AbaiError('invalid', `${path} is empty: its first line must name the columns.`);
  const [first, ...further] = page.value;
  const headers = headersFrom(first!.values, warn);

  async function* rows(): AsyncGenerator<string[]> {
    try {
      let present = further;
      for (;;) {
        for (const { values, line } of present) {
          if (values.length !== headers.length)
            warn(`Line ${line} has ${values.length} values for ${headers.length} columns.`);
          yield headers.map((_header, at) => values[at] ?? '');
        }
        const next = await take();
        if (next.done) return;
        present = next.value;
      }
    } finally {
      await pages.return(undefined);
    }
  }
  return { headers, rows: rows() };
}

function endless(path: string, line: number): AbaiError {
  return new AbaiError(
    'invalid',
    `${path}: what begins in line ${line} does not end within ${longestRow / 1e6} MB. Is a quotation mark opened there and never closed?`,
  );
}

/** Names of columns: none empty, each once. */
function headersFrom(names: readonly string[], warn: (sentence: string) => void): string[] {
  const seen = new Map<string, number>();
  return names.map((raw, at) => {
    const name = raw.trim() || `column ${at + 1}`;
    if (raw.trim() === '') warn(`Line 1: column ${at + 1} has no name and is called "${name}".`);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    if (count === 1) return name;
    warn(`Line 1: there are several columns "${name}"; this one is called "${name} ${count}".`);
    return `${name} ${count}`;
  });
}

interface NumberedRecord {
  record: unknown;
  place: string;
}

/** The columns of JSON records are those of the first; further ones are named and left out. */
async function recordsTable(
  path: string,
  records: AsyncGenerator<NumberedRecord>,
  { warn }: TableOptions,
): Promise<Table> {
  const first = await records.next();
  if (first.done) throw new AbaiError('invalid', `${path} has no records.`);
  const headers = Object.keys(recordOf(path, first.value));
  if (headers.length === 0) throw new AbaiError('invalid', `${path}: the first record has no fields.`);

  async function* rows(): AsyncGenerator<string[]> {
    try {
      for (let next = first; !next.done; next = await records.next()) {
        const record = recordOf(path, next.value);
        const unknown = Object.keys(record).filter((key) => !headers.includes(key));
        if (unknown.length > 0)
          warn(`${next.value.place}: ${unknown.join(', ')} is not in the first record and left out.`);
        yield headers.map((header) => textValue(record[header]));
      }
    } finally {
      await records.return(undefined);
    }
  }
  return { headers, rows: rows() };
}

function recordOf(path: string, { record, place }: NumberedRecord): Record<string, unknown> {
  if (typeof record === 'object' && record !== null && !Array.isArray(record)) {
    return record as Record<string, unknown>;
  }
  throw new AbaiError('invalid', `${path}: ${place} is not an object with fields.`);
}

function textValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function* jsonRecords(path: string, { onBytes }: TableOptions): AsyncGenerator<NumberedRecord> {
  let index = 0;
  try {
    for await (const text of arrayElements(textOf(path, onBytes), longestRow)) {
      index += 1;
      yield { record: JSON.parse(text), place: `record ${index}` };
    }
  } catch (error) {
    if (error instanceof NoArray) throw new AbaiError('invalid', `${path} must hold an array of objects.`);
    if (!(error instanceof SyntaxError)) throw error;
    const where = index === 0 ? '' : ` (record ${index})`;
    throw new AbaiError('invalid', `${path} is not valid JSON${where}: ${error.message}`);
  }
}

async function* lineRecords(path: string, { onBytes }: TableOptions): AsyncGenerator<NumberedRecord> {
  let rest = '';
  let number = 0;
  const parsed = (line: string) => {
    try {
      return { record: JSON.parse(line) as unknown, place: `line ${number}` };
    } catch (error) {
      throw new AbaiError(
        'invalid',
        `${path}: line ${number} is not valid JSON: ${(error as Error).message}`,
      );
    }
  };
  for await (const piece of textOf(path, onBytes)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestRow) throw endless(path, number + lines.length + 1);
    for (const line of lines) {
      number += 1;
      if (line.trim() !== '') yield parsed(line);
    }
  }
  number += 1;
  if (rest.trim() !== '') yield parsed(rest);
}
