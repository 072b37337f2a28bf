import { AbaiError } from '../../protocol/errors.ts';

/**
 * The imports of the wasm that touch files and that SQLite uses on ours. `readlinkat`, `newfstatat` and `utimensat` are
 * not among them: our virtual names are never links, and the Unix layer of SQLite calls neither of the others.
 */
export const fileImports = [
  'openat',
  'fd_close',
  'fd_read',
  'fd_write',
  'fd_seek',
  'fd_sync',
  'fcntl64',
  'fstat64',
  'stat64',
  'lstat64',
  'ftruncate64',
  'unlinkat',
  'faccessat',
  'fchmod',
  'fchown32',
] as const;
export type FileImport = (typeof fileImports)[number];

/** Where a build of sql.js keeps its imports and its memory; a release build has one-letter names. */
export interface ImportMap {
  namespace: string;
  /** Name of the exported memory. */
  memory: string;
  names: Readonly<Record<FileImport, string>>;
}

/** By the SHA-256 of sql-wasm.wasm, in hexadecimal. */
const maps: Readonly<Record<string, ImportMap>> = {
  // sql.js 1.16.0
  '43bbcdd44287e5a2db3b6b5af34b1a3485a7a441285d247976c1ebe3c61f8dbf': {
    namespace: 'a',
    memory: 'O',
    names: {
      openat: 'x',
      fd_close: 'e',
      fd_read: 't',
      fd_write: 'q',
      fd_seek: 'E',
      fd_sync: 'K',
      fcntl64: 'b',
      fstat64: 'g',
      stat64: 'N',
      lstat64: 'M',
      ftruncate64: 'J',
      unlinkat: 'o',
      faccessat: 'D',
      fchmod: 'j',
      fchown32: 'h',
    },
  },
};

/**
 * The map for a wasm file. An unknown one is refused: to wrap the wrong imports would write to the wrong places.
 * Throws AbaiError `store`.
 */
export function importMapFor(sha256: string): ImportMap {
  const map = maps[sha256];
  if (map) return map;
  throw new AbaiError(
    'store',
    `The database engine does not know this sql-wasm.wasm (SHA-256 ${sha256}). Developer: sql.js was changed without ` +
      'its import map. Install the version pinned in package.json, or derive the map again with ' +
      'test/store/engine/import-map.test.ts and add it to src/store/engine/import-map.ts.',
  );
}
