import nodePath from 'node:path';
import type { Disk } from './disk.ts';

/** One database file with its companions (`-wal`, `-journal`, spill files), under a virtual name inside the wasm. */
export interface Mount {
  /** What SQLite is told to open, for example `/abai-3`. */
  readonly virtualPath: string;
  /** Told apart from other mounts by SQLite through `st_dev`. */
  readonly number: number;
  readonly realPath: string;
  readonly disk: Disk;
  readonly lies: Disk;
  /** `code` of the last Node error; says why SQLite failed. Cleared by whoever reports it. */
  lastError: string | undefined;
  /** A file was closed whose last writes the disk refused; SQLite does not ask for the result of closing. */
  writeLost: boolean;
  /** A sync failed for a reason other than a full disk: what the kernel holds is no longer known to be on the disk. */
  syncFailed: boolean;
}

/** A real file that a virtual path stands for. */
export interface RealFile {
  mount: Mount;
  path: string;
}

const databaseName = /^\/?abai-(\d+)(-wal|-journal)?$/;
const spillName = /^\/(?:var\/)?tmp\/(etilqs_\w+)$/;

/** Infix of sorter and VACUUM spill files, which lie beside their database and not in memory. */
export const spillInfix = '-spill-';

/**
 * Which virtual names are real files. SQLite inside the wasm sees one flat folder; anything not mounted stays in the
 * in-memory file system that sql.js brings.
 */
export class Mounts {
  readonly #mounts = new Map<number, Mount>();
  #next = 1;

  /**
   * `lies` is the disk that the file is on, below whatever `disk` puts over it. Throws when the file is mounted already:
   * there must be exactly one connection for each file.
   */
  add(realPath: string, disk: Disk, lies: Disk = disk): Mount {
    for (const mount of this.#mounts.values()) {
      if (mount.realPath === realPath && mount.lies === lies) {
        throw new Error(`${realPath} is open already: there must be one connection for each file.`);
      }
    }
    const number = this.#next++;
    const mount: Mount = {
      virtualPath: `/abai-${number}`,
      number,
      realPath,
      disk,
      lies,
      lastError: undefined,
      writeLost: false,
      syncFailed: false,
    };
    this.#mounts.set(number, mount);
    return mount;
  }

  remove(mount: Mount): void {
    this.#mounts.delete(mount.number);
  }

  resolve(virtualPath: string): RealFile | undefined {
    const database = databaseName.exec(virtualPath);
    if (database) {
      const mount = this.#mounts.get(Number(database[1]));
      return mount && { mount, path: mount.realPath + (database[2] ?? '') };
    }
    const spill = spillName.exec(virtualPath);
    const mount = spill && this.#latest();
    return mount ? { mount, path: `${mount.realPath}${spillInfix}${spill[1]}` } : undefined;
  }

  /** The folder that SQLite opens, as `/`, only to make file names durable. */
  resolveFolder(virtualPath: string): RealFile | undefined {
    const mount = virtualPath === '/' ? this.#latest() : undefined;
    return mount && { mount, path: nodePath.dirname(mount.realPath) };
  }

  /**
   * SQLite does not say for which database it opens a spill file or the folder. One that is in use right now is marked
   * so by its connection.
   */
  active: Mount | undefined;

  #latest(): Mount | undefined {
    if (this.active && this.#mounts.has(this.active.number)) return this.active;
    return [...this.#mounts.values()].at(-1);
  }
}
