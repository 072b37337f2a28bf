import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import * as z from 'zod';
import type { ProjectRow } from '../core/ports/store.ts';
import { AbaiError } from '../protocol/errors.ts';
import { fileFailure } from './target-file.ts';

/**
 * A project as JSON Lines: a header, one line for each row, and a last line with their number, without which a file that
 * was cut off would look whole.
 */
const format = 'ab-ai-project';
const formatVersion = 1;

const Header = z.object({
  format: z.literal(format),
  version: z.number().int(),
  schemaVersion: z.number().int(),
  productVersion: z.string(),
  exportedAt: z.number(),
});
export type ProjectFileHeader = z.infer<typeof Header>;

const End = z.object({ end: z.literal(true), rows: z.number().int() });

/** Characters written at once. */
const writtenAtOnce = 64 * 1024;
/** Characters of one line: an answer is a few thousand. */
const longestLine = 64 * 1024 * 1024;

/** Writes the rows as they come and returns their number; the file is on disk when it resolves. */
export async function writeProjectFile(
  file: string,
  facts: Pick<ProjectFileHeader, 'schemaVersion' | 'productVersion' | 'exportedAt'>,
  rows: AsyncIterable<ProjectRow>,
): Promise<number> {
  const handle = await fs.open(file, 'wx', 0o600);
  try {
    const header: ProjectFileHeader = { format, version: formatVersion, ...facts };
    let text = `${JSON.stringify(header)}\n`;
    let count = 0;
    for await (const row of rows) {
      text += `${JSON.stringify(row)}\n`;
      count += 1;
      if (text.length < writtenAtOnce) continue;
      await handle.writeFile(text);
      text = '';
    }
    await handle.writeFile(`${text}${JSON.stringify({ end: true, rows: count })}\n`);
    await handle.sync();
    return count;
  } finally {
    await handle.close();
  }
}

export interface NumberedRow {
  row: ProjectRow;
  /** Line of the file, from 1. */
  line: number;
  characters: number;
}

/** The sentence for a line that is wrong. */
export function wrongLine(file: string, line: number | string, what: string, cause?: unknown): AbaiError {
  return new AbaiError('invalid', `${file}, line ${line}: ${what}. Nothing was imported.`, {
    details: { path: file, line },
    cause,
  });
}

/**
 * The rows of a file, each checked, one at a time. Throws AbaiError `invalid` with the number of the line that is wrong,
 * also for a file that ends before its end.
 */
export async function* readProjectFile(
  file: string,
  schemaVersion: number,
  check: (value: unknown) => ProjectRow,
): AsyncGenerator<NumberedRow> {
  let line = 0;
  let rows = 0;
  let ended = false;
  for await (const text of linesOf(file)) {
    line += 1;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw wrongLine(file, line, line === 1 ? 'this is no project of A-B/AI' : 'this is not JSON', cause);
    }
    if (line === 1) {
      checkHeader(file, value, schemaVersion);
      continue;
    }
    if (ended) throw wrongLine(file, line, 'something stands after the end');
    const end = End.safeParse(value);
    if (end.success) {
      if (end.data.rows !== rows)
        throw wrongLine(file, line, `there should be ${end.data.rows} rows, not ${rows}`);
      ended = true;
      continue;
    }
    rows += 1;
    yield { row: checked(file, line, check, value), line, characters: text.length };
  }
  if (line === 0) throw wrongLine(file, 1, 'the file is empty');
  if (!ended) throw wrongLine(file, line, 'the file was cut off: its end is missing');
  if (rows === 0) throw wrongLine(file, line, 'there is no project in it');
}

function checked(
  file: string,
  line: number,
  check: (value: unknown) => ProjectRow,
  value: unknown,
): ProjectRow {
  try {
    return check(value);
  } catch (thrown) {
    if (thrown instanceof AbaiError && thrown.code === 'invalid') {
      throw wrongLine(file, line, thrown.message, thrown);
    }
    throw thrown;
  }
}

function checkHeader(file: string, value: unknown, schemaVersion: number): void {
  const header = Header.safeParse(value);
  if (!header.success) throw wrongLine(file, 1, 'this is no project of A-B/AI');
  if (header.data.version > formatVersion || header.data.schemaVersion > schemaVersion) {
    throw wrongLine(file, 1, 'a newer version of A-B/AI wrote this file. Update A-B/AI, then try again');
  }
}

/** A pipe or a device would keep whoever reads it for ever. */
async function requireFile(file: string): Promise<void> {
  const there = await fs.stat(file).catch((thrown: unknown) => {
    throw fileFailure(thrown, file);
  });
  if (!there.isFile()) throw new AbaiError('invalid', `${file} is not a file. Choose a file.`);
}

/** Lines without their ends; the last one may lack its own. */
async function* linesOf(file: string): AsyncGenerator<string> {
  await requireFile(file);
  const stream = createReadStream(file, { highWaterMark: writtenAtOnce });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let line = 1;
  try {
    for await (const chunk of stream) {
      rest += decode(() => decoder.decode(chunk as Buffer, { stream: true }), file, line);
      let start = 0;
      for (let at = rest.indexOf('\n'); at >= 0; at = rest.indexOf('\n', start)) {
        yield rest.slice(start, at);
        start = at + 1;
        line += 1;
      }
      rest = rest.slice(start);
      if (rest.length > longestLine) throw wrongLine(file, line, 'the line is too long');
    }
    rest += decode(() => decoder.decode(), file, line);
  } catch (thrown) {
    throw fileFailure(thrown, file);
  } finally {
    stream.destroy();
  }
  if (rest.trim() !== '') yield rest;
}

/** `line` is where the piece begins: the bytes that are no text may come a little later. */
function decode(piece: () => string, file: string, line: number): string {
  try {
    return piece();
  } catch (cause) {
    throw wrongLine(file, line, 'this is not text in UTF-8, or what follows is not', cause);
  }
}
