import { BufferedFile } from './buffered-file.ts';
import { EINVAL, errnoOf, errorCode } from './errno.ts';
import { fillStat } from './file-stat.ts';
import type { FileImport } from './import-map.ts';
import type { Mount, Mounts, RealFile } from './mounts.ts';
import type { WasmMemory } from './wasm.ts';

type Import = (...args: never[]) => number;
export type FileImports = Record<FileImport, Import>;

interface OpenFile {
  mount: Mount;
  /** Undefined for the folder, which is only ever synced. */
  file: BufferedFile | undefined;
  path: string;
  position: number;
  /** As SQLite gave them; `fcntl(F_GETFL)` asks for them back. */
  flags: number;
}

// Linux numbers, as compiled into the wasm.
const O_ACCMODE = 3;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
const F_GETFL = 3;
const F_GETLK = 12;
const F_UNLCK = 2;
const SEEK_CUR = 1;
const SEEK_END = 2;

/** Our descriptors start far above those of sql.js' own in-memory files. */
const FIRST_DESCRIPTOR = 1 << 20;

/**
 * Makes the imports that give SQLite real files. Each falls back to sql.js' own (`original`) for anything that is not
 * mounted. Offsets into the wasm memory come in as numbers; results are 0 or a count, or an error number: negative from
 * system calls, positive from the `fd_` functions, as each kind has it.
 */
export function makeFileImports(
  mounts: Mounts,
  memory: () => WasmMemory,
  original: FileImports,
): FileImports {
  const open = new Map<number, OpenFile>();
  let nextDescriptor = FIRST_DESCRIPTOR;

  // Growing the memory detaches the old buffer, whose length is 0 from then on.
  let bytes = new Uint8Array();
  let view = new DataView(bytes.buffer);
  const refreshViews = () => {
    if (bytes.length) return;
    const { buffer } = memory();
    bytes = new Uint8Array(buffer);
    view = new DataView(buffer);
  };

  const text = (at: number): string => {
    refreshViews();
    return Buffer.from(bytes.buffer, at, bytes.indexOf(0, at) - at).toString('utf8');
  };

  const failed = (mount: Mount, thrown: unknown): number => {
    const code = errorCode(thrown) ?? String(thrown);
    // SQLite looks for a log after a refusal; that it is not there explains nothing.
    if (code !== 'ENOENT' || !mount.lastError) mount.lastError = code;
    return errnoOf(thrown);
  };

  const register = (found: RealFile, file: BufferedFile | undefined, flags: number): number => {
    const descriptor = nextDescriptor++;
    open.set(descriptor, { mount: found.mount, file, path: found.path, position: 0, flags });
    return descriptor;
  };

  const writeStat = (at: number, mount: Mount, path: string, size: number | undefined): void => {
    refreshViews();
    fillStat(view, at, { device: mount.number, path, size });
  };

  const statPath = (found: RealFile, at: number): number => {
    try {
      for (const { path, file } of open.values()) if (path === found.path) file?.flush();
      const size = found.mount.disk.sizeOf(found.path);
      // Asking for a file that is not there is how SQLite looks for a journal, no failure worth remembering.
      if (size === undefined) return -errnoOf({ code: 'ENOENT' });
      writeStat(at, found.mount, found.path, size);
      return 0;
    } catch (thrown) {
      return -failed(found.mount, thrown);
    }
  };

  /** Moves bytes between the file and the buffers of an iovec array until one is not filled; stores how many. */
  const overBuffers = (
    handle: OpenFile,
    vectors: number,
    count: number,
    storeAt: number,
    isRead: boolean,
  ): number => {
    const { file } = handle;
    if (!file) return EINVAL;
    refreshViews();
    let total = 0;
    try {
      for (let i = 0; i < count; i++) {
        const offset = view.getUint32(vectors + 8 * i, true);
        const length = view.getUint32(vectors + 8 * i + 4, true);
        let done = 0;
        while (done < length) {
          const rest = length - done;
          if (!isRead) file.write(bytes, offset + done, rest, handle.position);
          const moved = isRead ? file.read(bytes, offset + done, rest, handle.position) : rest;
          if (moved === 0) break;
          done += moved;
          handle.position += moved;
        }
        total += done;
        if (done < length) break;
      }
    } catch (thrown) {
      return failed(handle.mount, thrown);
    }
    view.setUint32(storeAt, total, true);
    return 0;
  };

  const imports = {
    openat(folder: number, pathAt: number, flags: number, rest: number): number {
      const path = text(pathAt);
      const folderFile = mounts.resolveFolder(path);
      if (folderFile) return register(folderFile, undefined, flags);
      const found = mounts.resolve(path);
      if (!found) return call(original.openat, folder, pathAt, flags, rest);
      try {
        const mode = {
          write: (flags & O_ACCMODE) !== 0,
          create: (flags & O_CREAT) !== 0,
          exclusive: (flags & O_EXCL) !== 0,
          truncate: (flags & O_TRUNC) !== 0,
        };
        const { disk } = found.mount;
        return register(found, new BufferedFile(disk, disk.open(found.path, mode)), flags);
      } catch (thrown) {
        return -failed(found.mount, thrown);
      }
    },

    fd_close(descriptor: number): number {
      const handle = open.get(descriptor);
      if (!handle) return call(original.fd_close, descriptor);
      open.delete(descriptor);
      try {
        handle.file?.close();
        return 0;
      } catch (thrown) {
        handle.mount.writeLost = true;
        return failed(handle.mount, thrown);
      }
    },

    fd_read(descriptor: number, vectors: number, count: number, storeAt: number): number {
      const handle = open.get(descriptor);
      if (!handle) return call(original.fd_read, descriptor, vectors, count, storeAt);
      return overBuffers(handle, vectors, count, storeAt, true);
    },

    fd_write(descriptor: number, vectors: number, count: number, storeAt: number): number {
      const handle = open.get(descriptor);
      if (!handle) return call(original.fd_write, descriptor, vectors, count, storeAt);
      return overBuffers(handle, vectors, count, storeAt, false);
    },

    fd_seek(descriptor: number, offset: bigint, whence: number, storeAt: number): number {
      const handle = open.get(descriptor);
      if (!handle) return call(original.fd_seek, descriptor, offset, whence, storeAt);
      let position = Number(offset);
      if (whence === SEEK_CUR) position += handle.position;
      if (whence === SEEK_END) {
        try {
          position += handle.file?.size() ?? 0;
        } catch (thrown) {
          return failed(handle.mount, thrown);
        }
      }
      if (position < 0) return EINVAL;
      handle.position = position;
      refreshViews();
      // In two halves: making a BigInt for each page that is read costs more than the rest of this.
      view.setUint32(storeAt, position >>> 0, true);
      view.setUint32(storeAt + 4, Math.floor(position / 2 ** 32), true);
      return 0;
    },

    fd_sync(descriptor: number): number {
      const handle = open.get(descriptor);
      if (!handle) return call(original.fd_sync, descriptor);
      const { mount, file, path } = handle;
      try {
        file?.flush();
      } catch (thrown) {
        return failed(mount, thrown);
      }
      try {
        if (file) file.sync();
        else mount.disk.syncFolder(path);
        return 0;
      } catch (thrown) {
        const errno = failed(mount, thrown);
        // Some network file systems cannot sync a folder; SQLite itself passes over that.
        if (!file) return 0;
        if (errno !== errnoOf({ code: 'ENOSPC' })) mount.syncFailed = true;
        return errno;
      }
    },

    fcntl64(descriptor: number, command: number, rest: number): number {
      const handle = open.get(descriptor);
      if (!handle) return call(original.fcntl64, descriptor, command, rest);
      if (command === F_GETFL) return handle.flags;
      // Locks always succeed: the data folder has one owner, elected before any file of it is opened.
      if (command === F_GETLK) {
        refreshViews();
        view.setInt16(view.getInt32(rest, true), F_UNLCK, true);
      }
      return 0;
    },

    fstat64(descriptor: number, at: number): number {
      const handle = open.get(descriptor);
      if (!handle) return call(original.fstat64, descriptor, at);
      try {
        writeStat(at, handle.mount, handle.path, handle.file?.size());
        return 0;
      } catch (thrown) {
        return -failed(handle.mount, thrown);
      }
    },

    stat64(pathAt: number, at: number): number {
      const found = mounts.resolve(text(pathAt));
      return found ? statPath(found, at) : call(original.stat64, pathAt, at);
    },

    lstat64(pathAt: number, at: number): number {
      const found = mounts.resolve(text(pathAt));
      return found ? statPath(found, at) : call(original.lstat64, pathAt, at);
    },

    ftruncate64(descriptor: number, length: bigint): number {
      const handle = open.get(descriptor);
      if (!handle) return call(original.ftruncate64, descriptor, length);
      try {
        handle.file?.truncate(Number(length));
        return 0;
      } catch (thrown) {
        return -failed(handle.mount, thrown);
      }
    },

    unlinkat(folder: number, pathAt: number, flags: number): number {
      const found = mounts.resolve(text(pathAt));
      if (!found) return call(original.unlinkat, folder, pathAt, flags);
      try {
        found.mount.disk.remove(found.path);
        return 0;
      } catch (thrown) {
        if (errorCode(thrown) === 'ENOENT') return -errnoOf(thrown);
        return -failed(found.mount, thrown);
      }
    },

    faccessat(folder: number, pathAt: number, mode: number, flags: number): number {
      const found = mounts.resolve(text(pathAt));
      if (!found) return call(original.faccessat, folder, pathAt, mode, flags);
      return found.mount.disk.sizeOf(found.path) === undefined ? -errnoOf({ code: 'ENOENT' }) : 0;
    },

    fchmod: (descriptor: number, mode: number): number =>
      open.has(descriptor) ? 0 : call(original.fchmod, descriptor, mode),

    fchown32: (descriptor: number, user: number, group: number): number =>
      open.has(descriptor) ? 0 : call(original.fchown32, descriptor, user, group),
  };
  return imports as FileImports;
}

/** The originals have no types; they take what the wasm hands them. */
function call(original: Import, ...args: (number | bigint)[]): number {
  return (original as (...args: (number | bigint)[]) => number)(...args);
}
