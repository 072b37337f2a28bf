import type { Connection } from './connection.ts';
import type { SalvageReport } from './engine.ts';
import { scanPages } from './page-scan.ts';
import type { Row, SqlParameter } from './values.ts';
import { rowsFrom } from './values.ts';

const CHUNK = 500;
/** Doubling steps over a damaged stretch: 2^52 rows in all, more than any table has. */
const LONGEST_STEP = 2 ** 52;

/** Reads rows in the order of their numbers; throws where they cannot be read. */
type ReadPage = (where: string, order: 'ASC' | 'DESC', limit: number, parameters: number[]) => Row[];

/**
 * Saves what is readable of the copy of a database: by its tables, as far as SQLite finds them, and what is missing then
 * out of every page that looks like one of a table. `bytes` were there before the copy was filled up. Foreign keys of `to` must be off. Throws what SQLite said when
 * nothing at all was found.
 */
export function salvageAll(
  copy: string,
  bytes: number,
  to: Connection,
  open: () => Connection,
): SalvageReport {
  let report: SalvageReport = { rows: {}, incomplete: ordinaryTables(to) };
  let failure: unknown;
  try {
    const from = open();
    try {
      report = salvage(from, to);
    } finally {
      from.close();
    }
  } catch (error) {
    failure = error;
  }
  if (report.incomplete.length === 0) return report;
  const scanned = scanPages(copy, to, report.incomplete, bytes);
  for (const [table, saved] of Object.entries(scanned)) {
    report.rows[table] = (report.rows[table] ?? 0) + saved;
  }
  if (failure !== undefined && Object.keys(scanned).length === 0) throw failure;
  return report;
}

/**
 * Copies every row that can be read from the tables of `from` into those of the same name of `to`; rows that are there
 * already stay. Foreign keys of `to` must be off: a child may come before its parent. Within a table it steps over
 * pages that cannot be read, and so loses only what stood on them.
 */
function salvage(from: Connection, to: Connection): SalvageReport {
  const report: SalvageReport = { rows: {}, incomplete: [] };
  for (const table of ordinaryTables(to)) {
    let columns: string[];
    try {
      const known = new Set(columnsOf(from, table));
      columns = columnsOf(to, table).filter((column) => known.has(column));
    } catch {
      columns = [];
    }
    if (!columns.length) {
      report.incomplete.push(table);
      continue;
    }
    const { saved, complete } = copyTable(from, to, table, columns);
    report.rows[table] = saved;
    if (!complete) report.incomplete.push(table);
  }
  return report;
}

/** Tables that hold rows themselves: search indexes fill by their triggers, names with an underscore are the engine's. */
function ordinaryTables(connection: Connection): string[] {
  const rows = rowsFrom(
    connection.run(`SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'create virtual%'
      AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY rowid`),
  );
  const virtual = rowsFrom(
    connection.run(`SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'create virtual%'`),
  ).map(({ name }) => `${name}_`);
  return rows
    .map(({ name }) => String(name))
    .filter((name) => !virtual.some((prefix) => name.startsWith(prefix)));
}

function columnsOf(connection: Connection, table: string): string[] {
  return rowsFrom(connection.run('SELECT name FROM pragma_table_info(?)', [table])).map(({ name }) =>
    String(name),
  );
}

function copyTable(from: Connection, to: Connection, table: string, columns: string[]) {
  const list = columns.map(quote).join(', ');
  const insert = `INSERT OR IGNORE INTO ${quote(table)} (${list}) VALUES (${columns.map(() => '?').join(', ')})`;
  let saved = 0;
  let complete = true;

  let waiting: Row[] = [];
  const keep = (rows: Row[]) => {
    waiting.push(...rows);
    if (waiting.length >= CHUNK) flush();
  };
  const flush = () => {
    to.run('BEGIN IMMEDIATE');
    try {
      for (const row of waiting) {
        to.run(insert, columns.map((column) => row[column]) as SqlParameter[]);
        saved += to.changes();
      }
      to.run('COMMIT');
    } catch (error) {
      to.rollBack();
      throw error;
    }
    waiting = [];
  };
  const page: ReadPage = (where, order, limit, parameters) => {
    const rows = rowsFrom(
      from.run(
        `SELECT rowid AS "_rowid", ${list} FROM ${quote(table)} WHERE ${where} ORDER BY rowid ${order} LIMIT ${limit}`,
        parameters,
      ),
    );
    // On a half-written page SQLite can find rows of zeros; their numbers give them away.
    let previous = (parameters[0] ?? 0) - (order === 'ASC' ? 1 : 0);
    for (const { _rowid } of rows) {
      const next = Number(_rowid);
      const inOrder = order === 'ASC' ? next > previous : next < previous;
      if (!inOrder) throw new Error(`row ${next} of ${table} is out of order`);
      previous = next;
    }
    return rows;
  };
  /** Copies away from `start` until the end or the first row that cannot be read; returns the last rowid copied. */
  const walk = (
    start: number,
    order: 'ASC' | 'DESC',
    bound: number,
  ): { last: number; reachedEnd: boolean } => {
    let last = start;
    let limit = CHUNK;
    // From the next number on: the number before may stand on a page that cannot be read.
    const where = order === 'ASC' ? 'rowid >= ? AND rowid < ?' : 'rowid < ? AND rowid > ?';
    for (;;) {
      let rows: Row[];
      try {
        rows = page(where, order, limit, [order === 'ASC' ? last + 1 : last, bound]);
      } catch {
        if (limit === 1) return { last, reachedEnd: false };
        limit = 1;
        continue;
      }
      keep(rows);
      if (rows.length) last = Number(rows.at(-1)?._rowid);
      if (rows.length < limit) return { last, reachedEnd: true };
    }
  };

  let position = -LONGEST_STEP;
  for (;;) {
    const forward = walk(position, 'ASC', LONGEST_STEP);
    if (forward.reachedEnd) break;
    complete = false;
    const beyond = firstReadableBeyond(forward.last, page);
    if (beyond === undefined) break;
    // The step may have been too long: what lies between is copied backwards, up to the damage.
    walk(beyond, 'DESC', forward.last);
    // Always further than before: what was found may not be found again.
    position = Math.max(beyond - 1, position + 1);
  }
  flush();
  return { saved, complete };
}

/** A rowid after `last` that can be read, found by ever longer steps; undefined when there is none. */
function firstReadableBeyond(last: number, page: ReadPage): number | undefined {
  const base = Math.max(last, 0);
  for (let step = 1; step <= LONGEST_STEP; step *= 2) {
    try {
      const [row] = page('rowid >= ?', 'ASC', 1, [base + step]);
      return row && Number(row._rowid);
    } catch {
      // Still on damaged pages.
    }
  }
  return undefined;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
