import { randomBytes } from 'node:crypto';

/** Bytes of a database file's header, which begins its first page. */
export const headerBytes = 100;

const magic = Buffer.from('SQLite format 3\0', 'latin1');
/** Begins a file in use instead; the rest of the magic's place is the id of the log that belongs to the file. */
const sign = Buffer.from('A-B/AI! ', 'latin1');
const idBytes = magic.length - sign.length;

// Places in the header, from SQLite's file format.
const writeVersionAt = 18;
const readVersionAt = 19;
const counterAt = 24;
const pageCountAt = 28;
const counterAgainAt = 92;
const rollbackVersion = 1;
const logVersion = 2;

/**
 * While we have a database open its header is not SQLite's: every other SQLite (a shell, a backup tool, a viewer) reads
 * "file is not a database" and touches nothing, where it would otherwise take our log for a dead process's, copy it into
 * the file and delete it. One that had the file open before notices by the changed counter and is refused as well. Our
 * own engine is given the header as SQLite wrote it.
 */
export function newMarkId(): string {
  return randomBytes(idBytes).toString('hex');
}

/** The id in a marked header; undefined for any other. */
export function markOf(header: Buffer): string | undefined {
  if (header.length < headerBytes || !header.subarray(0, sign.length).equals(sign)) return undefined;
  return header.toString('hex', sign.length, magic.length);
}

export function isPlain(header: Buffer): boolean {
  return header.length >= headerBytes && header.subarray(0, magic.length).equals(magic);
}

/** Turns SQLite's header into a marked one, in place. */
export function mark(header: Buffer, id: string): void {
  // Before 2010 SQLite kept no second counter, and then the page count is not to be trusted.
  const counter = header.readUInt32BE(counterAt);
  if (header.readUInt32BE(counterAgainAt) !== counter) {
    header.writeUInt32BE(0, pageCountAt);
    header.writeUInt32BE(counter, counterAgainAt);
  }
  sign.copy(header);
  header.write(id, sign.length, idBytes, 'hex');
  header[writeVersionAt] = rollbackVersion;
  header[readVersionAt] = rollbackVersion;
  // No counter of SQLite's comes this far, and each id has another.
  header.writeUInt32BE((Number.parseInt(id.slice(0, 8), 16) | 0x80000000) >>> 0, counterAt);
}

/** What SQLite is given for a marked header, in place: its own magic and counter, and that there may be a log. */
export function unmarkForReading(header: Buffer): void {
  magic.copy(header);
  header[writeVersionAt] = logVersion;
  header[readVersionAt] = logVersion;
  header.copy(header, counterAt, counterAgainAt, counterAgainAt + 4);
}

/**
 * Makes a marked header that of an ordinary database, in place. It needs no log, so that nobody who looks into it leaves
 * one; its counter goes on, so that a program with pages from before reads them anew.
 */
export function unmark(header: Buffer): void {
  magic.copy(header);
  header[writeVersionAt] = rollbackVersion;
  header[readVersionAt] = rollbackVersion;
  const next = (header.readUInt32BE(counterAgainAt) + 1) >>> 0;
  header.writeUInt32BE(next, counterAt);
  header.writeUInt32BE(next, counterAgainAt);
}
