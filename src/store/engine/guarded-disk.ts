import nodePath from 'node:path';
import type { Disk, FileIdentity, OpenMode } from './disk.ts';
import { firstPage } from './first-page.ts';
import { headerBytes, isPlain, mark, markOf, newMarkId, unmark, unmarkForReading } from './header-mark.ts';

/** Of a log's own header. */
const logHeaderBytes = 32;
const forWriting: OpenMode = { write: true, create: false, exclusive: false, truncate: false };

/** What was last written at the beginning of a file, and which file that was. */
interface Known {
  file: number;
  identity: FileIdentity | undefined;
  beginning: Buffer;
  /** That of the log may only grow under us. */
  size: number;
}

/** The names of the log and the journal of a database in use: with its id, so that no other file can be taken for one. */
export function guardedName(databasePath: string, suffix: '-wal' | '-journal', id: string): string {
  return `${databasePath}.${suffix === '-wal' ? 'log' : 'journal'}-${id}`;
}

/** The header of a file, shorter when the file is. */
export function readHeader(disk: Disk, file: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  return header.subarray(0, disk.read(file, header, 0, headerBytes, 0));
}

/**
 * The disk as SQLite sees it for one database: the header of the file is marked while it is open and its log lies under
 * a name of its own, so that no foreign SQLite touches either (see `header-mark.ts`). It knows what it last wrote, and
 * can tell when somebody else has changed or replaced the files.
 */
export class GuardedDisk implements Disk {
  readonly #disk: Disk;
  readonly #path: string;
  /** Undefined for a file that is none of SQLite's, or is only read and not marked: such a one is left as it is. */
  #id: string | undefined;
  #database: Known | undefined;
  #log: Known | undefined;
  #severed = false;

  constructor(disk: Disk, path: string) {
    this.#disk = disk;
    this.#path = path;
  }

  open(path: string, mode: OpenMode): number {
    if (this.#severed) throw severedError();
    if (path === this.#path) return this.#openDatabase(mode);
    const file = this.#disk.open(this.#nameOf(path), mode);
    if (path === `${this.#path}-wal`) {
      const beginning = Buffer.alloc(logHeaderBytes);
      const length = this.#disk.read(file, beginning, 0, logHeaderBytes, 0);
      this.#log = this.#knownOf(file, this.#nameOf(path), beginning.subarray(0, length));
    }
    return file;
  }

  close(file: number): void {
    if (file === this.#log?.file) this.#log = undefined;
    if (file === this.#database?.file) this.#database = undefined;
    this.#disk.close(file);
  }

  read(file: number, into: Uint8Array, offset: number, length: number, position: number): number {
    const count = this.#disk.read(file, into, offset, length, position);
    if (file === this.#database?.file && this.#id && position < headerBytes && count > 0) {
      const header = Buffer.from(this.#database.beginning);
      if (header.length < headerBytes) return count;
      unmarkForReading(header);
      into.set(header.subarray(position, position + Math.min(count, headerBytes - position)), offset);
    }
    return count;
  }

  write(file: number, from: Uint8Array, offset: number, length: number, position: number): number {
    if (this.#severed) throw severedError();
    const isDatabase = file === this.#database?.file;
    if (!isDatabase || !this.#id || position >= headerBytes) {
      const count = this.#disk.write(file, from, offset, length, position);
      if (file === this.#log?.file) this.#noteLog(this.#log, from, offset, count, position);
      return count;
    }
    // SQLite writes whole pages, so that the header is either all in it or not at all.
    const page = Buffer.from(from.subarray(offset, offset + length));
    const header = page.subarray(0, headerBytes);
    mark(header, this.#id);
    const count = this.#disk.write(file, page, 0, length, position);
    if (this.#database) this.#database.beginning = Buffer.from(header);
    return count;
  }

  truncate(file: number, length: number): void {
    if (this.#severed) throw severedError();
    this.#disk.truncate(file, length);
    if (file === this.#log?.file) {
      this.#log.size = length;
      this.#log.beginning = this.#log.beginning.subarray(0, length);
    } else if (file === this.#database?.file && length < headerBytes) {
      this.#database.beginning = Buffer.alloc(0);
    }
  }

  sync(file: number): void {
    if (this.#severed) throw severedError();
    this.#disk.sync(file);
  }
  remove(path: string): void {
    if (this.#severed) throw severedError();
    this.#disk.remove(this.#nameOf(path));
  }

  rename = (from: string, to: string): void => this.#disk.rename(from, to);
  syncFolder = (path: string): void => this.#disk.syncFolder(path);
  size = (file: number): number => this.#disk.size(file);
  sizeOf = (path: string): number | undefined => this.#disk.sizeOf(this.#nameOf(path));
  identityOf = (path: string): FileIdentity | undefined => this.#disk.identityOf(path);

  /** True when the files are no longer what this process last wrote: somebody else wrote, moved or replaced them. */
  isChanged(): boolean {
    if (this.#severed) return true;
    if (!this.#id) return false;
    return (
      this.#differs(this.#database, this.#path) || this.#differs(this.#log, this.#nameOf(`${this.#path}-wal`))
    );
  }

  /** Nothing is written from now on, also not by closing. */
  sever(): void {
    this.#severed = true;
  }

  /** Once SQLite has closed: makes the file an ordinary database again, when all of it is in it. */
  release(): void {
    if (this.#severed || !this.#id) return;
    const leftOver = [`${this.#path}-wal`, `${this.#path}-journal`].some((path) => this.sizeOf(path));
    if (leftOver || this.#disk.sizeOf(this.#path) === undefined) return;
    const file = this.#disk.open(this.#path, forWriting);
    try {
      const header = readHeader(this.#disk, file);
      if (markOf(header) !== this.#id) return;
      unmark(header);
      this.#disk.write(file, header, 0, headerBytes, 0);
    } finally {
      this.#disk.close(file);
    }
  }

  #nameOf(path: string): string {
    for (const suffix of ['-wal', '-journal'] as const) {
      if (this.#id && path === this.#path + suffix) return guardedName(this.#path, suffix, this.#id);
    }
    return path;
  }

  #openDatabase(mode: OpenMode): number {
    if (mode.create && !this.#disk.sizeOf(this.#path)) this.#begin();
    const file = this.#disk.open(this.#path, mode);
    try {
      let header = readHeader(this.#disk, file);
      this.#id = markOf(header);
      if (mode.write) {
        if (isPlain(header)) header = this.#markFirst(file, header);
        this.#adoptCompanions();
      }
      this.#database = this.#knownOf(file, this.#path, header);
      return file;
    } catch (error) {
      this.#disk.close(file);
      throw error;
    }
  }

  /**
   * Makes a database without tables and puts it in place whole: at no time is there a file without the mark, and SQLite
   * needs no journal to begin one.
   */
  #begin(): void {
    const draft = `${this.#path}.new`;
    const page = firstPage();
    mark(page.subarray(0, headerBytes), newMarkId());
    const file = this.#disk.open(draft, { write: true, create: true, exclusive: false, truncate: true });
    try {
      this.#disk.write(file, page, 0, page.length, 0);
      this.#disk.sync(file);
    } finally {
      this.#disk.close(file);
    }
    this.#disk.rename(draft, this.#path);
    this.#syncNames();
  }

  #syncNames(): void {
    try {
      this.#disk.syncFolder(nodePath.dirname(this.#path));
    } catch {
      // Some network file systems cannot; SQLite itself passes over that.
    }
  }

  /** Durable before the first commit: a log without the mark that names it would be lost with a power cut. */
  #markFirst(file: number, header: Buffer): Buffer {
    const marked = Buffer.from(header);
    this.#id = newMarkId();
    mark(marked, this.#id);
    this.#disk.write(file, marked, 0, headerBytes, 0);
    this.#disk.sync(file);
    return marked;
  }

  /** Takes over the log or journal that another SQLite, or a build before this one, left in dying. */
  #adoptCompanions(): void {
    let isMoved = false;
    for (const suffix of ['-wal', '-journal'] as const) {
      const theirs = this.#path + suffix;
      const ours = this.#nameOf(theirs);
      if (ours === theirs || !this.#disk.sizeOf(theirs) || this.#disk.sizeOf(ours) !== undefined) continue;
      this.#disk.rename(theirs, ours);
      isMoved = true;
    }
    if (isMoved) this.#syncNames();
  }

  #knownOf(file: number, path: string, beginning: Buffer): Known {
    const identity = this.#disk.identityOf(path);
    return { file, identity, beginning, size: identity?.size ?? 0 };
  }

  #noteLog(log: Known, from: Uint8Array, offset: number, count: number, position: number): void {
    log.size = Math.max(log.size, position + count);
    if (position === 0) {
      log.beginning = Buffer.from(from.subarray(offset, offset + Math.min(count, logHeaderBytes)));
    }
  }

  #differs(known: Known | undefined, path: string): boolean {
    if (!known) return false;
    const present = this.#disk.identityOf(path);
    if (!present) return true;
    if (known.identity && (present.dev !== known.identity.dev || present.ino !== known.identity.ino))
      return true;
    if (known === this.#log && present.size < known.size) return true;
    const { beginning } = known;
    const found = Buffer.alloc(beginning.length);
    return this.#disk.read(known.file, found, 0, found.length, 0) < found.length || !found.equals(beginning);
  }
}

/** As a disk says it: SQLite takes back what it was about. */
function severedError(): Error {
  return Object.assign(new Error('Nothing more is written to these files.'), { code: 'EIO' });
}
