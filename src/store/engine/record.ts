import type { SqlParameter } from './values.ts';

/** A row as it stands in a cell of a table's leaf. */
export interface ScannedRow {
  rowid: number;
  values: SqlParameter[];
}

/** A page of a database file, 1 the first; undefined when the file is too short. */
export type PageOf = (number: number) => Buffer | undefined;

const leafOfTable = 0x0d;
/** Bytes of the longest row that is read: a broken length may say anything. */
const longestRow = 256 * 2 ** 20;

/** Big-endian base 128; SQLite's integers of up to nine bytes. Undefined beyond the end. */
function varint(from: Buffer, at: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let i = 0; i < 9; i++) {
    const byte = from[at + i];
    if (byte === undefined) return undefined;
    if (i === 8) return { value: value * 256 + byte, next: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  return undefined;
}

/**
 * The rows of a page that is the leaf of a table, those of them that are whole; undefined for any other page. Format:
 * sqlite.org/fileformat2.html.
 */
export function rowsOfLeaf(page: Buffer, number: number, pageOf: PageOf): ScannedRow[] | undefined {
  const start = number === 1 ? 100 : 0;
  if (page[start] !== leafOfTable) return undefined;
  const count = page.readUInt16BE(start + 3);
  if (start + 8 + count * 2 > page.length) return undefined;
  const rows: ScannedRow[] = [];
  for (let i = 0; i < count; i++) {
    const row = rowAt(page, page.readUInt16BE(start + 8 + i * 2), pageOf);
    if (row) rows.push(row);
  }
  return rows;
}

function rowAt(page: Buffer, at: number, pageOf: PageOf): ScannedRow | undefined {
  const length = varint(page, at);
  const rowid = length && varint(page, length.next);
  if (!length || !rowid || length.value < 1 || length.value > longestRow) return undefined;
  if (!Number.isSafeInteger(rowid.value)) return undefined;
  const payload = payloadAt(page, rowid.next, length.value, pageOf);
  const values = payload && valuesOf(payload);
  return values && { rowid: rowid.value, values };
}

/** What does not fit on the page goes on in a chain of others. */
function payloadAt(page: Buffer, at: number, length: number, pageOf: PageOf): Buffer | undefined {
  const usable = page.length;
  const most = usable - 35;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const rest = least + ((length - least) % (usable - 4));
  const here = length <= most ? length : rest <= most ? rest : least;
  if (at + here + (here < length ? 4 : 0) > page.length) return undefined;
  if (here === length) return page.subarray(at, at + length);
  const parts = [page.subarray(at, at + here)];
  let missing = length - here;
  let next = page.readUInt32BE(at + here);
  while (missing > 0) {
    const more = next > 1 ? pageOf(next) : undefined;
    if (!more) return undefined;
    const taken = Math.min(missing, usable - 4);
    parts.push(Buffer.from(more.subarray(4, 4 + taken)));
    missing -= taken;
    next = more.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

function valuesOf(payload: Buffer): SqlParameter[] | undefined {
  const header = varint(payload, 0);
  if (!header || header.value > payload.length) return undefined;
  const values: SqlParameter[] = [];
  let at = header.value;
  for (let place = header.next; place < header.value; ) {
    const type = varint(payload, place);
    if (!type) return undefined;
    place = type.next;
    const value = valueAt(payload, at, type.value);
    if (!value || value.next > payload.length) return undefined;
    values.push(value.value);
    at = value.next;
  }
  return at === payload.length ? values : undefined;
}

const integerBytes = [0, 1, 2, 3, 4, 6, 8];
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function valueAt(from: Buffer, at: number, type: number): { value: SqlParameter; next: number } | undefined {
  if (type === 0) return { value: null, next: at };
  if (type === 8 || type === 9) return { value: type - 8, next: at };
  if (type === 7) {
    return at + 8 <= from.length ? { value: from.readDoubleBE(at), next: at + 8 } : undefined;
  }
  const bytes = integerBytes[type];
  if (bytes !== undefined) {
    if (at + bytes > from.length) return undefined;
    const value = bytes === 8 ? Number(from.readBigInt64BE(at)) : from.readIntBE(at, bytes);
    return { value, next: at + bytes };
  }
  if (type < 12) return undefined;
  const length = Math.floor((type - 12) / 2);
  if (at + length > from.length) return undefined;
  const part = from.subarray(at, at + length);
  if (type % 2 === 0) return { value: new Uint8Array(part), next: at + length };
  try {
    return { value: strictUtf8.decode(part), next: at + length };
  } catch {
    return undefined;
  }
}
