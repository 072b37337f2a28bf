import { closeSync, openSync, realpathSync, statSync } from 'node:fs';

/** Which folder a path leads to: a copy has another inode, a link to it or a move leaves the inode as it is. */
export interface FolderIdentity {
  /** Without links in it. */
  readonly path: string;
  /** Device and inode; empty where the file system has none. */
  readonly inode: string;
}

/** Throws what the file system throws, when there is no such folder. */
export function identityOf(folder: string): FolderIdentity {
  const { dev, ino } = statSync(folder, { bigint: true });
  return { path: realpathSync(folder), inode: ino === 0n ? '' : `${dev}:${ino}` };
}

/** Only for two looks from one machine: another one numbers devices in its own way. */
export function isSameFolder(a: FolderIdentity, b: FolderIdentity): boolean {
  return a.inode !== '' && b.inode !== '' ? a.inode === b.inode : a.path === b.path;
}

/** A folder that this process keeps open, so that it is known when its path leads to another one, or nowhere. */
export class HeldFolder {
  readonly identity: FolderIdentity;
  readonly #path: string;
  #file: number | undefined;

  /** Throws what the file system throws. */
  constructor(path: string) {
    this.#path = path;
    this.#file = openFolder(path);
    this.identity = identityOf(path);
  }

  /** False when it was moved or deleted. A file system that does not answer proves nothing. */
  isInPlace(): boolean {
    try {
      return isSameFolder(identityOf(this.#path), this.identity);
    } catch (error) {
      return !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    }
  }

  /** A path that leads to it wherever it is now, on Linux; elsewhere the one that it had. */
  get path(): string {
    if (this.#file === undefined || process.platform !== 'linux') return this.#path;
    return this.isInPlace() ? this.#path : `/proc/self/fd/${this.#file}`;
  }

  release(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** Undefined where folders cannot be opened, as on Windows, which lets nobody move one with open files in it. */
function openFolder(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
