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
    for (let i = 0; i < parameters.length; i++) {
      const code = this.#bindOne(i + 1, parameters[i]);
      if (code !== SQLITE_OK) throw this.#fail(code);
    }
  }

  /** SQLite's result code. What is bound is copied at once, so all parameters use the same memory in turn. */
  #bindOne(index: number, value: SqlParameter | undefined): number {
    const { functions } = this.#sqlite;
    const pointer = this.#pointer;
    switch (typeof value) {
      case 'string': {
        // No character takes more than three bytes for each of its UTF-16 units.
        const at = this.#parameters.reserve(value.length * 3 + 1);
        const length = this.#sqlite.bytes().write(value, at);
        return functions._sqlite3_bind_text(pointer, index, at, length, SQLITE_TRANSIENT);
      }
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
      case 'object': {
        if (value === null) return functions._sqlite3_bind_blob(pointer, index, 0, 0, 0);
        if (!(value instanceof Uint8Array)) break;
        const at = this.#parameters.reserve(value.length + 1);
        this.#sqlite.bytes().set(value, at);
        return functions._sqlite3_bind_blob(pointer, index, at, value.length, SQLITE_TRANSIENT);
      }
    }
    throw new TypeError(`Parameter ${index} is ${typeof value}, which cannot be stored.`);
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
