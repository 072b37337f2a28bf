import { SQLITE_DONE, SQLITE_OK, SQLITE_ROW } from './result-code.ts';
import type { SqliteModule } from './sqlite-module.ts';
import type { FlatRows, SqlParameter, SqlValue } from './values.ts';

const TYPE_INTEGER = 1;
const TYPE_FLOAT = 2;
const TYPE_TEXT = 3;
const TYPE_BLOB = 4;
/** Tells SQLite to copy what is bound. */
const SQLITE_TRANSIENT = -1;

/** Memory for parameters, shared by all statements of a connection, since binding copies out of it at once. */
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
  readonly #sqlite: SqliteModule;
  readonly #pointer: number;
  readonly #parameters: ParameterMemory;
  readonly #fail: (code: number) => Error;

  /** `fail` makes the error for a SQLite result code. */
  constructor(
    sqlite: SqliteModule,
    pointer: number,
    parameters: ParameterMemory,
    fail: (code: number) => Error,
  ) {
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
        if (parameters.length) functions._sqlite3_clear_bindings(this.#pointer);
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
    let size = 0;
    for (const value of parameters) {
      if (typeof value === 'string') size += value.length * 3;
      else if (value instanceof Uint8Array) size += value.length;
    }
    let at = this.#parameters.reserve(size + 1);
    const bytes = this.#sqlite.bytes();
    for (let i = 0; i < parameters.length; i++) {
      const value = parameters[i];
      let code: number;
      if (typeof value === 'string') {
        const length = bytes.write(value, at, 'utf8');
        code = functions._sqlite3_bind_text(this.#pointer, i + 1, at, length, SQLITE_TRANSIENT);
        at += length;
      } else if (typeof value === 'number') {
        code =
          value === (value | 0) && !Object.is(value, -0)
            ? functions._sqlite3_bind_int(this.#pointer, i + 1, value)
            : // Also for integers beyond 32 bits: an INTEGER column makes them integers again.
              functions._sqlite3_bind_double(this.#pointer, i + 1, value);
      } else if (value === null) {
        code = functions._sqlite3_bind_blob(this.#pointer, i + 1, 0, 0, 0);
      } else if (value instanceof Uint8Array) {
        bytes.set(value, at);
        code = functions._sqlite3_bind_blob(this.#pointer, i + 1, at, value.length, SQLITE_TRANSIENT);
        at += value.length;
      } else if (typeof value === 'boolean') {
        code = functions._sqlite3_bind_int(this.#pointer, i + 1, value ? 1 : 0);
      } else if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) {
        code = functions._sqlite3_bind_double(this.#pointer, i + 1, Number(value));
      } else {
        throw new TypeError(`Parameter ${i + 1} is ${typeof value}, which cannot be stored.`);
      }
      if (code !== SQLITE_OK) throw this.#fail(code);
    }
  }

  #readRow(into: SqlValue[]): void {
    const { functions } = this.#sqlite;
    const pointer = this.#pointer;
    for (let i = 0; i < this.columns.length; i++) {
      switch (functions._sqlite3_column_type(pointer, i)) {
        case TYPE_INTEGER:
        case TYPE_FLOAT:
          into.push(functions._sqlite3_column_double(pointer, i));
          break;
        case TYPE_TEXT: {
          const at = functions._sqlite3_column_text(pointer, i);
          const end = at + functions._sqlite3_column_bytes(pointer, i);
          into.push(this.#sqlite.bytes().toString('utf8', at, end));
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
