import { AbaiError } from '../../protocol/errors.ts';
import type { Disk } from './disk.ts';
import { GuardedDisk } from './guarded-disk.ts';
import type { Mount } from './mounts.ts';
import type { OwnerFence } from './owner-fence.ts';
import { errorForResult, SQLITE_IOERR, SQLITE_OK } from './result-code.ts';
import type { SqliteModule } from './sqlite-module.ts';
import { ParameterMemory, Statement } from './statement.ts';
import type { FlatRows, SqlParameter } from './values.ts';

/** Pages of the log after which a commit also copies them to the database file. */
export const autoCheckpointPages = 1000;
/** Prepared statements kept; the least recently used one goes first. */
const STATEMENT_LIMIT = 500;

export interface ConnectionOptions {
  disk: Disk;
  /** Says before each write whether the data folder is still this process's. Without one it is taken to be. */
  fence?: OwnerFence | undefined;
  /** FULL is what makes an acknowledged commit survive a power loss; OFF exists for the test that must fail. */
  synchronous?: 'FULL' | 'OFF';
  /** Pages of the log after which a commit also copies them to the database file. */
  autoCheckpointPages?: number;
  cacheKilobytes?: number;
}

/** The one connection to a database file. Everything is synchronous; use it from one thread. */
export class Connection {
  readonly mount: Mount;
  readonly #guard: GuardedDisk;
  readonly #fence: OwnerFence | undefined;
  readonly #sqlite: SqliteModule;
  readonly #pointer: number;
  readonly #parameters: ParameterMemory;
  readonly #statements = new Map<string, Statement>();
  #open = true;
  /** Whether a read transaction is open. */
  #reading = false;
  /** Why nothing more is written. */
  #lost: AbaiError | undefined;

  private constructor(
    sqlite: SqliteModule,
    mount: Mount,
    pointer: number,
    guard: GuardedDisk,
    fence: OwnerFence | undefined,
  ) {
    this.#sqlite = sqlite;
    this.#guard = guard;
    this.#fence = fence;
    this.mount = mount;
    this.#pointer = pointer;
    this.#parameters = new ParameterMemory(sqlite);
  }

  /**
   * Opens or creates the file, recovers its log, and makes it durable: write-ahead log without shared memory, which
   * needs the exclusive lock first. Throws AbaiError `store`.
   */
  static open(sqlite: SqliteModule, realPath: string, options: ConnectionOptions): Connection {
    const { functions, mounts } = sqlite;
    const guard = new GuardedDisk(options.disk, realPath);
    const mount = mounts.add(realPath, guard, options.disk);
    mounts.active = mount;
    const name = functions.stringToNewUTF8(mount.virtualPath);
    const at = functions._malloc(4);
    const code = functions._sqlite3_open(name, at);
    const pointer = sqlite.bytes().readUInt32LE(at);
    functions._free(name);
    functions._free(at);
    const connection = new Connection(sqlite, mount, pointer, guard, options.fence);
    try {
      if (code !== SQLITE_OK) throw connection.#error(code);
      connection.#configure(options);
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  /** Runs one statement to its end; it stays prepared. */
  run(sql: string, parameters?: readonly SqlParameter[]): FlatRows {
    this.#sqlite.mounts.active = this.mount;
    this.#endReading();
    return this.#statement(sql).all(parameters);
  }

  /**
   * The same outside of a transaction. Queries share one of their own until something else is run: with one for each,
   * a twentieth of what finding a row takes would go into beginning and ending it.
   */
  read(sql: string, parameters?: readonly SqlParameter[]): FlatRows {
    this.#sqlite.mounts.active = this.mount;
    const statement = this.#statement(sql);
    if (!statement.isQuery) return this.run(sql, parameters);
    if (!this.#reading) {
      this.#statement('BEGIN').all();
      this.#reading = true;
    }
    try {
      return statement.all(parameters);
    } catch (error) {
      this.#endReading();
      throw error;
    }
  }

  /**
   * To be called before each write: SQLite's exclusive mode trusts what it remembers of the log and would never notice
   * another writer. Throws AbaiError `store`, and nothing is ever written again, when another process owns the data
   * folder or the files are not what was last written.
   */
  checkStillOurs(): void {
    if (!this.#lost) {
      const path = this.mount.realPath;
      if (this.#fence?.isLost()) this.#lost = ownerLost(path);
      else if (this.#guard.isChanged()) this.#lost = filesChanged(path);
      if (this.#lost) this.#guard.sever();
    }
    if (this.#lost) throw this.#lost;
  }

  /** Rows that the last INSERT, UPDATE or DELETE changed, without those of triggers and cascades. */
  changes(): number {
    return this.#sqlite.functions._sqlite3_changes(this.#pointer);
  }

  /** Ends a transaction that failed; SQLite has done so by itself after some errors. */
  rollBack(): void {
    try {
      this.run('ROLLBACK');
    } catch {
      // "No transaction is active": it is rolled back already.
    }
  }

  /** Runs `work` with a virtual name for another real path, for `VACUUM INTO`. */
  withTarget(realPath: string, work: (virtualPath: string) => void): void {
    const target = this.#sqlite.mounts.add(realPath, this.mount.lies);
    try {
      work(target.virtualPath);
      if (target.writeLost) throw errorForResult(SQLITE_IOERR, 'the last writes were refused', target);
    } catch (error) {
      // SQLite's error came from the target's disk, and only the target knows why.
      throw target.lastError ? errorForResult(SQLITE_IOERR, String(error), target) : error;
    } finally {
      this.#sqlite.mounts.remove(target);
    }
  }

  /** Checkpoints and closes; the log file goes, unless the files are no longer ours. Safe to call twice. */
  close(): void {
    if (!this.#open) return;
    try {
      this.checkStillOurs();
    } catch {
      // Then SQLite closes without a write.
    }
    this.#sqlite.mounts.active = this.mount;
    this.#endReading();
    this.#finalizeStatements();
    this.#open = false;
    this.#sqlite.functions._sqlite3_close_v2(this.#pointer);
    this.#parameters.free();
    this.#sqlite.mounts.remove(this.mount);
    try {
      this.#guard.release();
    } catch {
      // The file stays marked, which the next opening understands.
    }
  }

  #endReading(): void {
    if (!this.#reading) return;
    this.#reading = false;
    this.rollBack();
  }

  #configure(options: ConnectionOptions): void {
    this.run('PRAGMA locking_mode = EXCLUSIVE');
    const mode = this.run('PRAGMA journal_mode = WAL').values[0];
    if (mode !== 'wal') {
      throw new AbaiError(
        'store',
        `${this.mount.realPath} cannot be opened for writing safely (journal mode ${mode}). ` +
          'Allow writing to the file and its folder, or choose another data folder.',
        { details: { problem: 'read-only', path: this.mount.realPath } },
      );
    }
    this.run(`PRAGMA synchronous = ${options.synchronous ?? 'FULL'}`);
    this.run('PRAGMA foreign_keys = ON');
    this.run(`PRAGMA cache_size = ${-(options.cacheKilobytes ?? 64_000)}`);
    this.run(`PRAGMA wal_autocheckpoint = ${options.autoCheckpointPages ?? autoCheckpointPages}`);
    this.run('PRAGMA journal_size_limit = 33554432');
    // The first real read: a file that is none of SQLite's is found here.
    this.run('SELECT count(*) FROM sqlite_schema');
  }

  /** From the cache, whose order is that of use; while it is far from full, keeping the order is not worth its time. */
  #statement(sql: string): Statement {
    const cached = this.#statements.get(sql);
    if (cached) {
      if (this.#statements.size > STATEMENT_LIMIT / 2) {
        this.#statements.delete(sql);
        this.#statements.set(sql, cached);
      }
      return cached;
    }
    const statement = this.#prepare(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > STATEMENT_LIMIT) {
      const [oldest, unused] = this.#statements.entries().next().value as [string, Statement];
      this.#statements.delete(oldest);
      unused.finalize();
    }
    return statement;
  }

  #prepare(sql: string): Statement {
    this.#checkOpen();
    const { functions } = this.#sqlite;
    const text = functions.stringToNewUTF8(sql);
    const at = functions._malloc(4);
    const code = functions._sqlite3_prepare_v2(this.#pointer, text, -1, at, 0);
    const pointer = this.#sqlite.bytes().readUInt32LE(at);
    functions._free(text);
    functions._free(at);
    if (code !== SQLITE_OK) throw this.#error(code);
    if (!pointer) throw new AbaiError('internal', 'The store was asked to run an empty statement.');
    return new Statement(this.#sqlite, sql, pointer, this.#parameters, (result) => this.#error(result));
  }

  #finalizeStatements(): void {
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
  }

  #checkOpen(): void {
    if (!this.#open) throw new AbaiError('store', 'The database is closed. Restart A-B/AI to open it again.');
  }

  #error(code: number): AbaiError {
    const { functions } = this.#sqlite;
    const message = functions.UTF8ToString(functions._sqlite3_errmsg(this.#pointer));
    return errorForResult(code, message, this.mount);
  }
}

function ownerLost(path: string): AbaiError {
  return new AbaiError(
    'store',
    `Another process has taken over ${path}, so this one has stopped and nothing was saved. Try again; ` +
      'if that does not help, reload this window.',
    { retryable: true, details: { problem: 'lost', path } },
  );
}

function filesChanged(path: string): AbaiError {
  return new AbaiError(
    'store',
    `Another program has changed, moved or replaced ${path} while it was in use, so nothing more is written to it. ` +
      'A-B/AI opens it anew and checks it; then try again.',
    { retryable: true, details: { problem: 'lost', path } },
  );
}
