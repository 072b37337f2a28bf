import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import initSqlJs from 'sql.js';
import { type FileImports, makeFileImports } from './file-imports.ts';
import { fileImports, importMapFor } from './import-map.ts';
import { Mounts } from './mounts.ts';
import { type WasmImports, type WasmInstance, type WasmMemory, webAssembly } from './wasm.ts';

/**
 * SQLite's C functions as sql.js exports them. Pointers are numbers; `_sqlite3_bind_int64`, `_sqlite3_errcode` and
 * `_sqlite3_get_autocommit` are not among the exports.
 */
export interface SqliteFunctions {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  UTF8ToString(pointer: number): string;
  stringToNewUTF8(text: string): number;
  _sqlite3_open(path: number, connectionAt: number): number;
  _sqlite3_close_v2(connection: number): number;
  _sqlite3_errmsg(connection: number): number;
  _sqlite3_changes(connection: number): number;
  _sqlite3_prepare_v2(connection: number, sql: number, length: number, at: number, tailAt: number): number;
  _sqlite3_step(statement: number): number;
  _sqlite3_reset(statement: number): number;
  _sqlite3_clear_bindings(statement: number): number;
  _sqlite3_finalize(statement: number): number;
  _sqlite3_bind_text(statement: number, index: number, at: number, bytes: number, destructor: number): number;
  _sqlite3_bind_blob(statement: number, index: number, at: number, bytes: number, destructor: number): number;
  _sqlite3_bind_int(statement: number, index: number, value: number): number;
  _sqlite3_bind_double(statement: number, index: number, value: number): number;
  _sqlite3_column_count(statement: number): number;
  _sqlite3_column_name(statement: number, column: number): number;
  _sqlite3_column_type(statement: number, column: number): number;
  _sqlite3_column_double(statement: number, column: number): number;
  _sqlite3_column_text(statement: number, column: number): number;
  _sqlite3_column_blob(statement: number, column: number): number;
  _sqlite3_column_bytes(statement: number, column: number): number;
}

export interface SqliteModule {
  functions: SqliteFunctions;
  mounts: Mounts;
  /** The memory as bytes; ask again after every call into SQLite, which may have grown it. */
  bytes(): Buffer;
}

/** sql.js makes one instance for each thread whatever it is asked, so the first call's promise answers all. */
let loading: Promise<SqliteModule> | undefined;

/**
 * SQLite with its file system replaced by real files. `wasmPath` counts at the first call of a thread; without it the
 * file is looked for beside the bundle, then in the installed package. Throws AbaiError `store` for a wasm that has no
 * import map.
 */
export function loadSqlite(wasmPath?: string): Promise<SqliteModule> {
  if (!loading) {
    loading = instantiate(wasmPath ?? findWasm());
    loading.catch(() => {
      loading = undefined;
    });
  }
  return loading;
}

function findWasm(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  // dist/store-worker.mjs, or a chunk that it shares in dist/chunks/.
  const shipped = [path.join(here, 'sql-wasm.wasm'), path.join(here, '..', 'sql-wasm.wasm')].find(existsSync);
  return shipped ?? createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');
}

async function instantiate(wasmPath: string): Promise<SqliteModule> {
  const binary = readFileSync(wasmPath);
  const map = importMapFor(createHash('sha256').update(binary).digest('hex'));
  const compiled = await webAssembly.compile(binary);
  const mounts = new Mounts();
  let memory: WasmMemory | undefined;
  const currentMemory = () => {
    if (!memory) throw new Error('SQLite was called before its memory was there.');
    return memory;
  };

  // sql.js would wait for ever if instantiation failed inside its hook, so the failure is raced against it.
  const functions = await new Promise<unknown>((resolve, reject) => {
    const config = {
      useOldExtensionFunctions: false,
      instantiateWasm(imports: WasmImports, done: (instance: WasmInstance, compiled: object) => void) {
        const namespace = imports[map.namespace] ?? {};
        const original: Partial<FileImports> = {};
        for (const name of fileImports)
          original[name] = namespace[map.names[name]] as FileImports[typeof name];
        const ours = makeFileImports(mounts, currentMemory, original as FileImports);
        for (const name of fileImports) namespace[map.names[name]] = ours[name];
        webAssembly.instantiate(compiled, imports).then((instance) => {
          memory = instance.exports[map.memory] as WasmMemory;
          done(instance, compiled);
        }, reject);
        return {};
      },
    };
    (initSqlJs as unknown as (config: object) => Promise<unknown>)(config).then(resolve, reject);
  });

  let bytes = Buffer.alloc(0);
  return {
    functions: picked(functions as SqliteFunctions),
    mounts,
    bytes() {
      // Growing the memory detaches the old buffer, whose length is 0 from then on.
      if (bytes.length === 0) bytes = Buffer.from(currentMemory().buffer);
      return bytes;
    },
  };
}

/** sql.js' own object has so many names that each use of one is a search; of these few it is none. */
function picked(all: SqliteFunctions): SqliteFunctions {
  return {
    _malloc: all._malloc,
    _free: all._free,
    UTF8ToString: all.UTF8ToString,
    stringToNewUTF8: all.stringToNewUTF8,
    _sqlite3_open: all._sqlite3_open,
    _sqlite3_close_v2: all._sqlite3_close_v2,
    _sqlite3_errmsg: all._sqlite3_errmsg,
    _sqlite3_changes: all._sqlite3_changes,
    _sqlite3_prepare_v2: all._sqlite3_prepare_v2,
    _sqlite3_step: all._sqlite3_step,
    _sqlite3_reset: all._sqlite3_reset,
    _sqlite3_clear_bindings: all._sqlite3_clear_bindings,
    _sqlite3_finalize: all._sqlite3_finalize,
    _sqlite3_bind_text: all._sqlite3_bind_text,
    _sqlite3_bind_blob: all._sqlite3_bind_blob,
    _sqlite3_bind_int: all._sqlite3_bind_int,
    _sqlite3_bind_double: all._sqlite3_bind_double,
    _sqlite3_column_count: all._sqlite3_column_count,
    _sqlite3_column_name: all._sqlite3_column_name,
    _sqlite3_column_type: all._sqlite3_column_type,
    _sqlite3_column_double: all._sqlite3_column_double,
    _sqlite3_column_text: all._sqlite3_column_text,
    _sqlite3_column_blob: all._sqlite3_column_blob,
    _sqlite3_column_bytes: all._sqlite3_column_bytes,
  };
}
