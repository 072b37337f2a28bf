import type { OwnerClaim } from './owner-fence.ts';
import type { Row, SqlParameter } from './values.ts';

export interface SqlStatement {
  readonly sql: string;
  readonly parameters?: readonly SqlParameter[];
  /** Fewer rows changed (or returned, by RETURNING) than this fail the statement's batch with `conflict`. */
  readonly expectRows?: number;
}

export interface StatementResult {
  /** Of RETURNING; empty otherwise. */
  rows: Row[];
  /** Rows inserted, updated or deleted by the statement itself. */
  changes: number;
}

/** Statements that are all done or none. */
export type Batch = readonly SqlStatement[];

export interface EngineOptions {
  /** sql-wasm.wasm; without it, the one beside the bundle or in the installed package. */
  wasmPath?: string;
  cacheKilobytes?: number;
  /** Looked at before each write. Without one this process is taken to be the only one. */
  owner?: OwnerClaim | undefined;
}

/** What was found when a file was opened that should have been a database. */
export interface Damage {
  kind: 'empty' | 'not-a-database' | 'corrupt' | 'foreign' | 'unusable';
  /** Where the file is kept now; undefined for an empty one, which holds nothing to keep. */
  keptAt: string | undefined;
}

export interface SalvageReport {
  /** Rows saved, by table. */
  rows: Record<string, number>;
  /** Tables in which some pages could not be read, or that are missing. */
  incomplete: string[];
}

/**
 * One SQLite database file. The same interface in this thread and through a worker. Errors are AbaiErrors: `conflict`
 * when a guard or constraint failed (nothing of that batch was done), `store` when the disk or the file refused.
 */
export interface Engine {
  /** Sees every commit that was acknowledged before the call. */
  read(sql: string, parameters?: readonly SqlParameter[]): Promise<Row[]>;
  /**
   * Durable when it resolves. Batches asked for in the same tick share one transaction and so one sync of the disk, but
   * each fails or succeeds alone. A full or failing disk fails all of them.
   */
  commit(batch: Batch): Promise<StatementResult[]>;
  /** Writes a compact copy to a path where no file is. Reads and commits wait meanwhile. */
  backupTo(path: string): Promise<void>;
  /**
   * Copies the file to a path where none is, as it is now. Reads and commits go on; only the log grows meanwhile.
   */
  snapshotTo(path: string): Promise<void>;
  /** Problems in SQLite's words, at most 200; empty when the database is sound. Takes seconds for each GB. */
  integrityCheck(): Promise<string[]>;
  /** Copies what is readable in another database's tables into those of the same name here; what is here stays. */
  salvageFrom(path: string): Promise<SalvageReport>;
  /** Copies the log into the database file and empties it. */
  checkpoint(): Promise<void>;
  /** Gives the space of deleted rows back to the disk; rewrites the whole file. */
  compact(): Promise<void>;
  /** Called once when nothing more can be written because the files are no longer this process's. */
  onLost(listener: () => void): void;
  /** Finishes what was asked for, then closes. Further calls are refused. Safe to call twice. */
  close(): Promise<void>;
}
