import type { Disk } from './disk.ts';

/** Bytes gathered before they go to the disk. */
const CAPACITY = 256 * 1024;

/**
 * An open file whose neighbouring writes go to the disk together. SQLite writes its log in pieces of 24 and 4096 bytes,
 * and each piece would be a system call; what was not synced may be lost in a crash anyway. Anything that looks at the
 * file sees what was written. Its size is remembered, because SQLite asks for it at each read transaction and the data
 * folder's owner is the only one who changes it.
 */
export class BufferedFile {
  readonly #disk: Disk;
  readonly #file: number;
  #waiting: Buffer | undefined;
  /** Where in the file the waiting bytes belong, and how many they are. */
  #start = 0;
  #length = 0;
  /** Of the file on the disk, as far as it is known. */
  #size: number | undefined;

  constructor(disk: Disk, file: number) {
    this.#disk = disk;
    this.#file = file;
  }

  read(into: Uint8Array, offset: number, length: number, position: number): number {
    this.flush();
    return this.#disk.read(this.#file, into, offset, length, position);
  }

  write(from: Uint8Array, offset: number, length: number, position: number): void {
    const follows = position === this.#start + this.#length;
    if (!follows || this.#length + length > CAPACITY) this.flush();
    if (length > CAPACITY) {
      this.#writeThrough(from, offset, length, position);
      return;
    }
    if (!this.#length) this.#start = position;
    this.#waiting ??= Buffer.allocUnsafeSlow(CAPACITY);
    this.#waiting.set(from.subarray(offset, offset + length), this.#length);
    this.#length += length;
  }

  truncate(length: number): void {
    this.flush();
    this.#size = undefined;
    this.#disk.truncate(this.#file, length);
  }

  sync(): void {
    this.#disk.sync(this.#file);
  }

  size(): number {
    this.flush();
    this.#size ??= this.#disk.size(this.#file);
    return this.#size;
  }

  close(): void {
    try {
      this.flush();
    } finally {
      this.#disk.close(this.#file);
    }
  }

  /**
   * Writes what waits. What the disk refuses is dropped, which is right because SQLite is told: it takes the transaction
   * back and writes there again.
   */
  flush(): void {
    if (!this.#length || !this.#waiting) return;
    const length = this.#length;
    this.#length = 0;
    this.#writeThrough(this.#waiting, 0, length, this.#start);
  }

  #writeThrough(from: Uint8Array, offset: number, length: number, position: number): void {
    if (this.#size !== undefined && position + length > this.#size) this.#size = undefined;
    for (let done = 0; done < length; ) {
      done += this.#disk.write(this.#file, from, offset + done, length - done, position + done);
    }
  }
}
