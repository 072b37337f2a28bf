import { SQLITE_DONE, SQLITE_OK, SQLITE_ROW } from './result-code.ts';
import type { SqliteModule } from './sqlite-module.ts';
import type { FlatRows, SqlParameter, SqlValue } from './values.ts';

const TYPE_INTEGER = 1;
const TYPE_FLOAT = 2;
const TYPE_TEXT = 3;
const TYPE_BLOB = 4;
/** Tells SQLite that what is bound stays where it is while the statement runs. */
const SQLITE_STATIC = 0;

/**
 * Memory for the parameters of the statement that runs, shared by all of a connection: a statement runs to its end before
 * another is bound, and each is bound anew before it runs again.
 */
export class ParameterMemory {
  readonly #sqlite: SqliteModule;
  #at = 0;
  #size = 0;

  constructor(sqlite: SqliteModule) {
    this.#sqlite = sqlite;
  }

  /** Offset of at least `bytes` free bytes; what stood there before is gone. */
  reserve(bytes: number): number {
    if (bytes > this.#size) {
      this.free();
      this.#size = Math.max(bytes, 65_536);
      this.#at = this.#sqlite.functions._malloc(this.#size);
    }
    return this.#at;
  }

  free(): void {
    if (this.#at) this.#sqlite.functions._free(this.#at);
    this.#at = 0;
    this.#size = 0;
  }
}

/**
 * A prepared statement. Text goes in and out by the runtime's native UTF-8 coder straight from and to the wasm memory;
 * sql.js' own binding encodes character by character and is several times slower.
 */
export class Statement {
  readonly columns: readonly string[];
  /** Whether it only reads for certain. */
  readonly isQuery: boolean;
  readonly #sqlite: SqliteModule;
  readonly #pointer: number;
  readonly #parameters: ParameterMemory;
  readonly #fail: (code: number) => Error;
  /** How many parameters are bound from the last time. */
  #bound = 0;

  /** `pointer` is what SQLite prepared of `sql`; `fail` makes the error for a SQLite result code. */
  constructor(
    sqlite: SqliteModule,
    sql: string,
    pointer: number,
    parameters: ParameterMemory,
    fail: (code: number) => Error,
  ) {
    this.isQuery = /^\s*select\b/i.test(sql);
    this.#sqlite = sqlite;
    this.#pointer = pointer;
    this.#parameters = parameters;
    this.#fail = fail;
    const { functions } = sqlite;
    this.columns = Array.from({ length: functions._sqlite3_column_count(pointer) }, (_, i) =>
      functions.UTF8ToString(functions._sqlite3_column_name(pointer, i)),
    );
  }

  /** Runs it to its end. */
  all(parameters: readonly SqlParameter[] = []): FlatRows {
    const { functions } = this.#sqlite;
    this.#bind(parameters);
    const values: SqlValue[] = [];
    for (;;) {
      const code = functions._sqlite3_step(this.#pointer);
      if (code === SQLITE_ROW) this.#readRow(values);
      else {
        // The error's text must be taken before the reset; the reset then repeats its code.
        const error = code === SQLITE_DONE ? undefined : this.#fail(code);
        functions._sqlite3_reset(this.#pointer);
        if (error) throw error;
        return { columns: this.columns, values };
      }
    }
  }

  finalize(): void {
    this.#sqlite.functions._sqlite3_finalize(this.#pointer);
  }

  #bind(parameters: readonly SqlParameter[]): void {
    const { functions } = this.#sqlite;
    const pointer = this.#pointer;
    // What is bound anew need not be cleared.
    if (parameters.length < this.#bound) functions._sqlite3_clear_bindings(pointer);
    this.#bound = parameters.length;
    if (parameters.length === 0) return;
    let at = this.#parameters.reserve(bytesOf(parameters));
    for (let i = 0; i < parameters.length; i++) {
      const value = parameters[i];
      const index = i + 1;
      let code: number;
      if (typeof value === 'string') {
        const length = this.#sqlite.bytes().write(value, at);
        code = functions._sqlite3_bind_text(pointer, index, at, length, SQLITE_STATIC);
        at += length + 1;
      } else if (value instanceof Uint8Array) {
        this.#sqlite.bytes().set(value, at);
        code = functions._sqlite3_bind_blob(pointer, index, at, value.length, SQLITE_STATIC);
        at += value.length + 1;
      } else code = this.#bindScalar(index, value);
      if (code !== SQLITE_OK) throw this.#fail(code);
    }
  }

  /** SQLite's result code. */
  #bindScalar(index: number, value: SqlParameter | undefined): number {
    const { functions } = this.#sqlite;
    const pointer = this.#pointer;
    switch (typeof value) {
      case 'number':
        // Integers beyond 32 bits too are bound as doubles: an INTEGER column makes them integers again.
        return value === (value | 0) && !Object.is(value, -0)
          ? functions._sqlite3_bind_int(pointer, index, value)
          : functions._sqlite3_bind_double(pointer, index, value);
      case 'boolean':
        return functions._sqlite3_bind_int(pointer, index, value ? 1 : 0);
      case 'bigint':
        if (!Number.isSafeInteger(Number(value))) break;
        return functions._sqlite3_bind_double(pointer, index, Number(value));
      case 'object':
        if (value === null) return functions._sqlite3_bind_blob(pointer, index, 0, 0, SQLITE_STATIC);
    }
    throw new TypeError(`Parameter ${index} is ${typeof value}, which cannot be stored.`);
  }

  #readRow(into: SqlValue[]): void {
    const { functions } = this.#sqlite;
    const pointer = this.#pointer;
    const width = this.columns.length;
    for (let i = 0; i < width; i++) {
      switch (functions._sqlite3_column_type(pointer, i)) {
        case TYPE_INTEGER:
        case TYPE_FLOAT:
          into.push(functions._sqlite3_column_double(pointer, i));
          break;
        case TYPE_TEXT: {
          const at = functions._sqlite3_column_text(pointer, i);
          const end = at + functions._sqlite3_column_bytes(pointer, i);
          into.push(this.#sqlite.bytes().toString(undefined, at, end));
          break;
        }
        case TYPE_BLOB: {
          const at = functions._sqlite3_column_blob(pointer, i);
          const end = at + functions._sqlite3_column_bytes(pointer, i);
          into.push(new Uint8Array(this.#sqlite.bytes().subarray(at, end)));
          break;
        }
        default:
          into.push(null);
      }
    }
  }
}

/** Room for all texts and blobs, each with a byte behind it: no character takes more than three bytes for a UTF-16 unit. */
function bytesOf(parameters: readonly SqlParameter[]): number {
  let bytes = 0;
  for (const value of parameters) {
    if (typeof value === 'string') bytes += value.length * 3 + 1;
    else if (value instanceof Uint8Array) bytes += value.length + 1;
  }
  return bytes;
}
