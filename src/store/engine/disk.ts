/** How SQLite asks for a file; the four that matter of POSIX `open`. */
export interface OpenMode {
  write: boolean;
  create: boolean;
  /** With `create`: fail when the file is there. */
  exclusive: boolean;
  truncate: boolean;
}

/** Tells one file from another that took its name. */
export interface FileIdentity {
  dev: number;
  ino: number;
  /** In bytes. */
  size: number;
}

/**
 * The few file-system calls that SQLite makes, as a port: the real one is `nodeDisk`, tests bring one that crashes
 * or fills up. All calls are synchronous, positions and lengths are bytes. Failures are errors with a Node `code`
 * (`ENOENT`, `ENOSPC`…).
 */
export interface Disk {
  open(path: string, mode: OpenMode): number;
  close(file: number): void;
  /** Bytes read, fewer than `length` only at the end of the file. */
  read(file: number, into: Uint8Array, offset: number, length: number, position: number): number;
  /** Bytes written; fewer than `length` is allowed and the caller goes on with the rest. */
  write(file: number, from: Uint8Array, offset: number, length: number, position: number): number;
  truncate(file: number, length: number): void;
  /** Returns when the file's content and length would survive a power loss. */
  sync(file: number): void;
  /** Returns when the names in the folder would survive a power loss. */
  syncFolder(path: string): void;
  size(file: number): number;
  /** Length of a file in bytes, undefined when there is none. */
  sizeOf(path: string): number | undefined;
  remove(path: string): void;
  /** What has the name is replaced. */
  rename(from: string, to: string): void;
  /** Undefined when there is none. */
  identityOf(path: string): FileIdentity | undefined;
}
