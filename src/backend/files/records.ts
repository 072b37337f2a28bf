import { AbaiError } from '../../protocol/errors.ts';
import { arrayElements, NoArray } from './json-elements.ts';
import { type Field, fieldsOf } from './record-fields.ts';

/** An object of a file of JSON. */
export interface TableRecord {
  fields: readonly Field[];
  /** That it begins in, where each has its own. */
  line: number | undefined;
}

/** The elements of an array of objects. Throws AbaiError `invalid` with the record. */
export async function* jsonRecords(
  path: string,
  pieces: AsyncGenerator<string>,
  longest: number,
): AsyncGenerator<TableRecord> {
  let index = 0;
  try {
    for await (const text of arrayElements(pieces, longest)) {
      index += 1;
      yield { fields: required(path, fieldsOf(text), `record ${index}`), line: undefined };
    }
  } catch (error) {
    if (error instanceof NoArray) throw new AbaiError('invalid', `${path} must hold an array of objects.`);
    if (!(error instanceof SyntaxError)) throw error;
    const where = index === 0 ? '' : ` (record ${index})`;
    throw new AbaiError('invalid', `${path} is not valid JSON${where}: ${error.message}`);
  }
}

/** The objects of JSON Lines; lines without anything are none. Throws AbaiError `invalid` with the line. */
export async function* lineRecords(
  path: string,
  pieces: AsyncGenerator<string>,
  longest: number,
): AsyncGenerator<TableRecord> {
  let rest = '';
  let line = 0;
  const record = (text: string): TableRecord => {
    try {
      return { fields: required(path, fieldsOf(text), `line ${line}`), line };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new AbaiError('invalid', `${path}: line ${line} is not valid JSON: ${error.message}`);
    }
  };
  for await (const piece of pieces) {
    if (!rest.endsWith('\r') && !/[\r\n]/u.test(piece)) {
      // A long line is looked through once, when its end is there.
      rest += piece;
      if (rest.length > longest) throw endlessRow(path, line + 1, longest);
      continue;
    }
    const text = rest + piece;
    // The other half of a line end of Windows may be in the next piece. Within JSON there is none of them.
    const end = text.endsWith('\r') ? text.length - 1 : text.length;
    const lines = text.slice(0, end).split(text.includes('\r') ? /\r\n|\n|\r/u : '\n');
    rest = (lines.pop() ?? '') + text.slice(end);
    if (rest.length > longest) throw endlessRow(path, line + lines.length + 1, longest);
    for (const each of lines) {
      line += 1;
      if (each.trim() !== '') yield record(each);
    }
  }
  line += 1;
  if (rest.trim() !== '') yield record(rest);
}

function required(path: string, fields: Field[] | undefined, place: string): Field[] {
  if (fields) return fields;
  throw new AbaiError('invalid', `${path}: ${place} is not an object with fields.`);
}

export function endlessRow(path: string, line: number, longest: number): AbaiError {
  return new AbaiError(
    'invalid',
    `${path}: what begins in line ${line} does not end within ${longest / 1e6} MB. Is a quotation mark opened there and never closed?`,
  );
}
