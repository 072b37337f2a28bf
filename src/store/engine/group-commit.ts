import { AbaiError } from '../../protocol/errors.ts';
import type { Connection } from './connection.ts';
import type { Batch, SqlStatement } from './engine.ts';
import { storeProblem } from './result-code.ts';
import type { FlatRows } from './values.ts';

export interface FlatResult extends FlatRows {
  changes: number;
}

/** What became of one batch: its results by statement, or why none of it was done. */
export type Outcome = { results: FlatResult[]; error?: undefined } | { results?: undefined; error: Error };

/**
 * Runs the batches in one transaction, each in a savepoint of its own: one sync of the disk for all. A batch that breaks
 * a guard or a constraint is undone alone; when the disk refuses, all are. Never throws.
 */
export function commitTogether(connection: Connection, batches: readonly Batch[]): Outcome[] {
  try {
    if (connection.mount.syncFailed) throw unsureDisk(connection.mount.realPath);
    connection.checkStillOurs();
    connection.run('BEGIN IMMEDIATE');
    const [only, ...others] = batches;
    const outcomes =
      only && !others.length
        ? // Alone, a batch needs no savepoint: what undoes it is the end of the transaction.
          [{ results: only.map((statement) => runGuarded(connection, statement)) }]
        : batches.map((batch) => runInSavepoint(connection, batch));
    connection.run('COMMIT');
    return outcomes;
  } catch (thrown) {
    connection.rollBack();
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return batches.map(() => ({ error }));
  }
}

/** Throws only what ends the whole transaction. */
function runInSavepoint(connection: Connection, batch: Batch): Outcome {
  connection.run('SAVEPOINT batch');
  try {
    const results = batch.map((statement) => runGuarded(connection, statement));
    connection.run('RELEASE batch');
    return { results };
  } catch (thrown) {
    if (!isOwnFault(thrown)) throw thrown;
    connection.run('ROLLBACK TO batch');
    connection.run('RELEASE batch');
    return { error: thrown };
  }
}

function runGuarded(connection: Connection, statement: SqlStatement): FlatResult {
  const { columns, values } = connection.run(statement.sql, statement.parameters);
  const changes = connection.changes();
  const rows = columns.length ? values.length / columns.length : changes;
  if (statement.expectRows !== undefined && rows < statement.expectRows) {
    throw new AbaiError(
      'conflict',
      'This was changed or removed by somebody else meanwhile. Reload and try again.',
      { details: { expectedRows: statement.expectRows, rows } },
    );
  }
  return { columns, values, changes };
}

/** True for what is wrong with the batch itself; after anything else SQLite may have ended the transaction. */
function isOwnFault(thrown: unknown): thrown is Error {
  if (thrown instanceof TypeError) return true;
  if (!(thrown instanceof AbaiError)) return false;
  const problem = storeProblem(thrown);
  return thrown.code === 'conflict' || problem === 'constraint' || problem === 'sql';
}

function unsureDisk(path: string): AbaiError {
  return new AbaiError(
    'store',
    `The disk with ${path} failed to confirm a write, so nothing more is written to it. ` +
      'Check the disk, then restart A-B/AI.',
    { details: { problem: 'io', path } },
  );
}
