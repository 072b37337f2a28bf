import { extname } from 'node:path';
import { Readable } from 'node:stream';
import Papa from 'papaparse';
import { AbaiError } from '../protocol/errors.ts';
import { textOf } from './text-file.ts';

/** A table as it is read: its header once, then its rows; `warn` gets a sentence with the line for what is odd. */
export interface Table {
  headers: string[];
  rows: AsyncIterable<string[]>;
}

export interface TableOptions {
  delimiter?: string | undefined;
  warn: (sentence: string) => void;
}

/** Opens CSV, TSV, JSON (an array of objects) or JSON Lines, by the file's name. Throws AbaiError `invalid`. */
export async function readTable(path: string, options: TableOptions): Promise<Table> {
  const extension = extname(path).toLowerCase();
  if (extension === '.json') return recordsTable(path, jsonRecords(path), options);
  if (extension === '.jsonl' || extension === '.ndjson')
    return recordsTable(path, lineRecords(path), options);
  return separatedTable(path, options);
}

async function separatedTable(path: string, { delimiter, warn }: TableOptions): Promise<Table> {
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, {
    ...(delimiter === undefined ? {} : { delimiter }),
    skipEmptyLines: 'greedy',
  });
  const source = Readable.from(textOf(path), { objectMode: false });
  // A pipe does not hand errors on; without this the parser would wait for ever.
  source.on('error', (error) => parser.destroy(error));
  const lines = source.pipe(parser)[Symbol.asyncIterator]() as AsyncIterator<string[]>;
  const first = await lines.next();
  if (first.done) throw new AbaiError('invalid', `${path} is empty: its first line must name the columns.`);
  const headers = headersFrom(first.value, warn);

  async function* rows(): AsyncGenerator<string[]> {
    let line = 1 + lineBreaks(first.value as string[]) + 1;
    for (;;) {
      const { done, value } = await lines.next();
      if (done) return;
      if (value.length !== headers.length) {
        warn(`Line ${line} has ${value.length} values for ${headers.length} columns.`);
      }
      yield headers.map((_header, at) => value[at] ?? '');
      line += 1 + lineBreaks(value);
    }
  }
  return { headers, rows: rows() };
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

function lineBreaks(values: readonly string[]): number {
  let count = 0;
  for (const value of values) for (const character of value) if (character === '\n') count += 1;
  return count;
}

/** The columns of JSON records are those of the first; further ones are named and left out. */
async function recordsTable(
  path: string,
  records: AsyncIterator<{ record: unknown; place: string }>,
  { warn }: TableOptions,
): Promise<Table> {
  const first = await records.next();
  if (first.done) throw new AbaiError('invalid', `${path} has no records.`);
  const headers = Object.keys(recordOf(path, first.value));
  if (headers.length === 0) throw new AbaiError('invalid', `${path}: the first record has no fields.`);

  async function* rows(): AsyncGenerator<string[]> {
    for (let next = first; !next.done; next = await records.next()) {
      const record = recordOf(path, next.value);
      const unknown = Object.keys(record).filter((key) => !headers.includes(key));
      if (unknown.length > 0)
        warn(`${next.value.place}: ${unknown.join(', ')} is not in the first record and left out.`);
      yield headers.map((header) => textValue(record[header]));
    }
  }
  return { headers, rows: rows() };
}

function recordOf(
  path: string,
  { record, place }: { record: unknown; place: string },
): Record<string, unknown> {
  if (typeof record === 'object' && record !== null && !Array.isArray(record)) {
    return record as Record<string, unknown>;
  }
  throw new AbaiError('invalid', `${path}: ${place} is not an object with fields.`);
}

function textValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function* jsonRecords(path: string): AsyncGenerator<{ record: unknown; place: string }> {
  let text = '';
  for await (const piece of textOf(path)) text += piece;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new AbaiError('invalid', `${path} is not valid JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(json)) throw new AbaiError('invalid', `${path} must hold an array of objects.`);
  for (const [index, record] of json.entries()) yield { record, place: `record ${index + 1}` };
}

async function* lineRecords(path: string): AsyncGenerator<{ record: unknown; place: string }> {
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
  for await (const piece of textOf(path)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      number += 1;
      if (line.trim() !== '') yield parsed(line);
    }
  }
  number += 1;
  if (rest.trim() !== '') yield parsed(rest);
}
