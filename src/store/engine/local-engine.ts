import { AbaiError } from '../../protocol/errors.ts';
import { bytesOf, copyAside } from './closed-file.ts';
import { autoCheckpointPages, Connection, type ConnectionOptions } from './connection.ts';
import { copyForReading, markSuspect, removeCopy } from './damaged-file.ts';
import type { Disk } from './disk.ts';
import type { Batch, Engine, EngineOptions, SalvageReport, StatementResult } from './engine.ts';
import { commitTogether, type FlatResult, type Outcome } from './group-commit.ts';
import { nodeDisk } from './node-disk.ts';
import { OwnerFence } from './owner-fence.ts';
import { rebuildHeader } from './rebuilt-header.ts';
import { storeProblem } from './result-code.ts';
import { salvageAll } from './salvage.ts';
import { separateFiles } from './shared-files.ts';
import { removeSpillFiles } from './spill-files.ts';
import { loadSqlite, type SqliteModule } from './sqlite-module.ts';
import { type FlatRows, type Row, rowsFrom, type SqlParameter } from './values.ts';

export interface LocalEngineOptions
  extends EngineOptions,
    Partial<Omit<ConnectionOptions, 'disk' | 'fence'>> {
  disk?: Disk;
}

interface Waiting {
  batch: Batch;
  settle: (outcome: Outcome) => void;
}

/** The engine in this thread: each call blocks it for as long as the disk takes. */
export class LocalEngine implements Engine {
  readonly #connection: Connection;
  readonly #sqlite: SqliteModule;
  readonly #disk: Disk;
  #waiting: Waiting[] = [];
  #closed = false;
  /** The copy of the file that is being made; the file must stand still for it. */
  #copying: Promise<void> | undefined;
  #onLost: (() => void) | undefined;

  private constructor(sqlite: SqliteModule, connection: Connection, disk: Disk) {
    this.#sqlite = sqlite;
    this.#connection = connection;
    this.#disk = disk;
  }

  /** Opens or creates the database; its folder must exist. Throws AbaiError `store`. */
  static async open(path: string, options: LocalEngineOptions = {}): Promise<LocalEngine> {
    const sqlite = await loadSqlite(options.wasmPath);
    const disk = options.disk ?? nodeDisk;
    if (!options.disk) {
      removeSpillFiles(path);
      await separateFiles(path);
    }
    const fence = options.owner && new OwnerFence(options.owner);
    return new LocalEngine(sqlite, Connection.open(sqlite, path, { ...options, disk, fence }), disk);
  }

  read(sql: string, parameters?: readonly SqlParameter[]): Promise<Row[]> {
    try {
      return Promise.resolve(rowsFrom(this.readFlat(sql, parameters)));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  readFlat(sql: string, parameters?: readonly SqlParameter[]): FlatRows {
    this.#checkOpen();
    try {
      return this.#connection.read(sql, parameters);
    } catch (error) {
      this.#noteDamage(error);
      throw error;
    }
  }

  commit(batch: Batch): Promise<StatementResult[]> {
    return new Promise((resolve, reject) => {
      this.commitFlat(batch, ({ results, error }) => {
        if (error) reject(error);
        else resolve(results.map(toResult));
      });
    });
  }

  /** `settle` is called once, after the transaction that the batch shares with others of this tick. */
  commitFlat(batch: Batch, settle: (outcome: Outcome) => void): void {
    if (this.#closed) {
      settle({ error: closedError() });
      return;
    }
    this.#waiting.push({ batch, settle });
    if (this.#waiting.length === 1) setImmediate(() => this.#drain());
  }

  async backupTo(path: string): Promise<void> {
    this.#checkOpen();
    this.#drain();
    if (this.#disk.sizeOf(path) !== undefined) {
      throw new AbaiError('store', `${path} exists already. Choose a new file name for the backup.`);
    }
    try {
      this.#connection.withTarget(path, (target) => this.#connection.run('VACUUM INTO ?', [target]));
    } catch (error) {
      if (this.#disk.sizeOf(path) !== undefined) this.#disk.remove(path);
      throw error;
    }
    // SQLite does not sync the copy, and a backup that a power loss empties is none.
    const file = this.#disk.open(path, { write: true, create: false, exclusive: false, truncate: false });
    try {
      this.#disk.sync(file);
    } finally {
      this.#disk.close(file);
    }
  }

  async snapshotTo(path: string): Promise<void> {
    await this.#copying;
    await this.checkpoint();
    // Only checkpoints write to the file, so without them it stands still.
    this.#connection.run('PRAGMA wal_autocheckpoint = 0');
    this.#copying = copyAside(this.#connection.mount.realPath, path);
    try {
      await this.#copying;
    } finally {
      this.#copying = undefined;
      if (!this.#closed) this.#connection.run(`PRAGMA wal_autocheckpoint = ${autoCheckpointPages}`);
    }
  }

  async integrityCheck(): Promise<string[]> {
    const found = this.readFlat('PRAGMA integrity_check(100)').values.map(String);
    const damage = found.filter((line) => line !== 'ok');
    if (damage.length) markSuspect(this.#connection.mount.realPath);
    const orphans = (await this.read('PRAGMA foreign_key_check')).slice(0, 100);
    return [
      ...damage,
      ...orphans.map(({ table, rowid, parent }) => `row ${rowid} of ${table} has no ${parent}`),
    ];
  }

  /** True when pages are missing at the end of the file that are not in the log either. */
  isTruncated(): boolean {
    const number = (pragma: string) => Number(this.readFlat(`PRAGMA ${pragma}`).values[0]);
    const shorter = () => {
      const expected = number('page_count') * number('page_size');
      return (this.#disk.sizeOf(this.#connection.mount.realPath) ?? 0) < expected;
    };
    if (!shorter()) return false;
    this.readFlat('PRAGMA wal_checkpoint(PASSIVE)');
    return shorter();
  }

  async salvageFrom(path: string): Promise<SalvageReport> {
    this.#checkOpen();
    this.#drain();
    const copy = copyForReading(path);
    this.#connection.run('PRAGMA foreign_keys = OFF');
    try {
      rebuildHeader(copy);
      return salvageAll(copy, bytesOf(path), this.#connection, () =>
        Connection.open(this.#sqlite, copy, { disk: this.#disk }),
      );
    } finally {
      this.#connection.run('PRAGMA foreign_keys = ON');
      removeCopy(copy);
    }
  }

  async checkpoint(): Promise<void> {
    await this.#copying;
    this.#checkOpen();
    this.#connection.checkStillOurs();
    this.readFlat('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  async compact(): Promise<void> {
    await this.#copying;
    this.#drain();
    this.#checkOpen();
    this.#connection.checkStillOurs();
    this.readFlat('VACUUM');
  }

  onLost(listener: () => void): void {
    this.#onLost = listener;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#drain();
    await this.#copying?.catch(() => {});
    this.#closed = true;
    this.#connection.close();
  }

  #drain(): void {
    const waiting = this.#waiting;
    if (!waiting.length) return;
    this.#waiting = [];
    const outcomes = commitTogether(
      this.#connection,
      waiting.map(({ batch }) => batch),
    );
    waiting.forEach(({ settle }, i) => {
      const outcome = outcomes[i] as Outcome;
      this.#noteDamage(outcome.error);
      settle(outcome);
    });
  }

  #noteDamage(error: unknown): void {
    if (storeProblem(error) === 'lost') {
      this.#onLost?.();
      this.#onLost = undefined;
    }
    if (storeProblem(error) === 'corrupt') markSuspect(this.#connection.mount.realPath);
  }

  #checkOpen(): void {
    if (this.#closed) throw closedError();
  }
}

function toResult(flat: FlatResult): StatementResult {
  return { rows: rowsFrom(flat), changes: flat.changes };
}

function closedError(): AbaiError {
  return new AbaiError('store', 'The database is closed. Restart A-B/AI to open it again.');
}
