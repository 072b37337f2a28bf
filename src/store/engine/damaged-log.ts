import fs from 'node:fs';
import { companionsOf } from './closed-file.ts';
import { pageBytes } from './first-page.ts';

/** Bytes of a log beyond which it is left to SQLite: a checkpoint comes long before. */
const longestLog = 2 ** 30;

// Places in a write-ahead log, from SQLite's file format.
const headerBytes = 32;
const frameBytes = 24 + pageBytes;
const magic = 0x377f0682;
const pageSizeAt = 8;
const saltsAt = 16;
const sumsAt = 24;

/**
 * True when something in the log of a database is no longer as it was written: SQLite takes the first frame that is not
 * sound for the end, as after a power cut, and drops without a word what was saved behind it. Behind what a power cut tore
 * there is never a whole transaction, since each one begins when the one before is on the disk.
 */
export function isLogDamaged(path: string): boolean {
  const log = readLog(path);
  if (!log) return false;
  const { bytes, salts, isHeaderSound } = log;
  if (isHeaderSound && bytes.readUInt32BE(pageSizeAt) !== pageBytes) return false;
  let sawCommit = !isHeaderSound;
  for (const at of framesOf(bytes, isHeaderSound ? firstUnsound(bytes) : headerBytes)) {
    if (!saltsOf(bytes, at + 8).equals(salts)) continue;
    const isCommit = bytes.readUInt32BE(at + 4) > 0;
    if (sawCommit && (isHeaderSound || isCommit)) return true;
    sawCommit ||= isCommit;
  }
  return false;
}

/** Writes the pages of a damaged log into its database, up to the last whole transaction, and removes it: for reading only. */
export function applyDamagedLog(path: string): void {
  const log = isLogDamaged(path) ? readLog(path) : undefined;
  if (!log) return;
  const { bytes, salts, file } = log;
  const frames = framesOf(bytes, headerBytes).filter((at) => saltsOf(bytes, at + 8).equals(salts));
  const last = frames.findLastIndex((at) => bytes.readUInt32BE(at + 4) > 0);
  const most = fs.statSync(path).size / pageBytes + frames.length;
  const database = fs.openSync(path, 'r+');
  try {
    for (const at of frames.slice(0, last + 1)) {
      const page = bytes.readUInt32BE(at);
      if (page >= 1 && page <= most)
        fs.writeSync(database, bytes, at + 24, pageBytes, (page - 1) * pageBytes);
    }
  } finally {
    fs.closeSync(database);
  }
  fs.rmSync(file);
}

/** Undefined when there is none with a whole frame. `salts`: those of all frames that count. */
function readLog(path: string) {
  const file = companionsOf(path).find(({ suffix }) => suffix === '-wal')?.file;
  if (file === undefined) return undefined;
  const stat = fs.statSync(file);
  if (!stat.isFile() || stat.size > longestLog) return undefined;
  const bytes = fs.readFileSync(file);
  if (bytes.length < headerBytes + frameBytes) return undefined;
  const sums = sumOf(bytes, 0, sumsAt, [0, 0]);
  const isHeaderSound = (bytes.readUInt32BE(0) | 1) === (magic | 1) && isAt(bytes, sumsAt, sums);
  const salts = saltsOf(bytes, isHeaderSound ? saltsAt : headerBytes + 8);
  return { file, bytes, salts, isHeaderSound };
}

const saltsOf = (bytes: Buffer, at: number) => bytes.subarray(at, at + 8);

/** Where the whole frames begin, from this one on. */
function framesOf(bytes: Buffer, from: number): number[] {
  const found: number[] = [];
  for (let at = from; at + frameBytes <= bytes.length; at += frameBytes) found.push(at);
  return found;
}

/** Where the first frame begins that is not as it was written. */
function firstUnsound(bytes: Buffer): number {
  let sums: Sums = [bytes.readUInt32BE(sumsAt), bytes.readUInt32BE(sumsAt + 4)];
  let at = headerBytes;
  for (; at + frameBytes <= bytes.length; at += frameBytes) {
    sums = sumOf(bytes, at, 8, sums);
    sums = sumOf(bytes, at + 24, pageBytes, sums);
    if (!saltsOf(bytes, at + 8).equals(saltsOf(bytes, saltsAt)) || !isAt(bytes, at + 16, sums)) break;
  }
  return at;
}

type Sums = [number, number];

/** SQLite's checksum of a log, which goes on from frame to frame. The header says in which order its words have their bytes. */
function sumOf(bytes: Buffer, from: number, length: number, [first, second]: Sums): Sums {
  const isBigEndian = (bytes[3]! & 1) === 1;
  let a = first;
  let b = second;
  for (let at = from; at < from + length; at += 8) {
    a = (a + (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0;
    b = (b + (isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0;
  }
  return [a, b];
}

function isAt(bytes: Buffer, at: number, [a, b]: Sums): boolean {
  return bytes.readUInt32BE(at) === a && bytes.readUInt32BE(at + 4) === b;
}
