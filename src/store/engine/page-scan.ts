import fs from 'node:fs';
import type { Connection } from './connection.ts';
import { pageBytes } from './first-page.ts';
import { rowsOfLeaf, type ScannedRow } from './record.ts';
import type { SqlParameter } from './values.ts';
import { rowsFrom } from './values.ts';

/** A column as its table declares it. */
interface Column {
  name: string;
  type: string;
  /** NULL is refused. */
  required: boolean;
  /** May be missing at the end of a row that was written before the column was added. */
  optional: boolean;
  isRowid: boolean;
}

interface Table {
  name: string;
  columns: Column[];
}

/**
 * Saves rows out of every page of a file that is the leaf of a table, whatever has become of the pages that lead there,
 * and of the list of tables: whose rows a page holds is told by their shape. For the tables named; rows that are there
 * already stay. Foreign keys of `to` must be off. `bytes`: behind so many nothing was ever written. Answers how many rows
 * were saved, by table.
 */
export function scanPages(
  copy: string,
  to: Connection,
  wanted: readonly string[],
  bytes: number,
): Record<string, number> {
  const tables = allTables(to);
  const saved: Record<string, number> = {};
  const file = fs.openSync(copy, 'r');
  try {
    const pages = Math.floor(Math.min(fs.fstatSync(file).size, bytes) / pageBytes);
    const pageOf = (number: number): Buffer | undefined => {
      if (number < 1 || number > pages) return undefined;
      const page = Buffer.alloc(pageBytes);
      return fs.readSync(file, page, 0, pageBytes, (number - 1) * pageBytes) === pageBytes ? page : undefined;
    };
    for (let number = 1; number <= pages; number++) {
      const page = pageOf(number);
      const rows = page && rowsOfLeaf(page, number, pageOf);
      if (!rows || rows.length === 0) continue;
      const table = tableOf(rows, tables);
      if (!table || !wanted.includes(table.name)) continue;
      saved[table.name] = (saved[table.name] ?? 0) + insertRows(to, table, rows);
    }
  } finally {
    fs.closeSync(file);
  }
  return saved;
}

/** Also those of the search index: what looks like theirs is not taken for anything else. */
function allTables(connection: Connection): Table[] {
  const names = rowsFrom(
    connection.run(`SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'create virtual%'
      AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`),
  ).map(({ name }) => String(name));
  return names.map((name) => ({
    name,
    columns: rowsFrom(
      connection.run('SELECT name, type, "notnull", pk, dflt_value FROM pragma_table_info(?)', [name]),
    ).map((column) => ({
      name: String(column.name),
      type: String(column.type).toLowerCase(),
      required: column.notnull === 1,
      optional: column.notnull === 0 || column.dflt_value !== null,
      isRowid: column.pk === 1 && String(column.type).toLowerCase() === 'integer',
    })),
  }));
}

/** The one table whose rows can look like this: of several, the one with the fewest columns that a row leaves open. */
function tableOf(rows: readonly ScannedRow[], tables: readonly Table[]): Table | undefined {
  const fitting = tables
    .filter((table) => rows.every((row) => fits(row, table)))
    .map((table) => ({
      table,
      open: Math.min(...rows.map(({ values }) => table.columns.length - values.length)),
    }))
    .sort((a, b) => a.open - b.open);
  const [best, second] = fitting;
  // Rows that could be of two tables are not saved into the wrong one.
  return best && best.open !== second?.open ? best.table : undefined;
}

/** Columns that a later version added are missing at the end of a row from before. */
function fits({ values }: ScannedRow, { columns }: Table): boolean {
  if (values.length > columns.length) return false;
  return columns.every((column, i) => {
    if (i >= values.length) return column.optional;
    const value = values[i];
    if (column.isRowid) return value === null;
    if (value === null || value === undefined) return !column.required;
    switch (column.type) {
      case 'text':
        return typeof value === 'string';
      case 'integer':
        return typeof value === 'number' && Number.isInteger(value);
      case 'real':
        return typeof value === 'number';
      case 'blob':
        return value instanceof Uint8Array;
      default:
        return true;
    }
  });
}

function insertRows(to: Connection, { columns, name }: Table, rows: readonly ScannedRow[]): number {
  let saved = 0;
  to.run('BEGIN IMMEDIATE');
  try {
    for (const { rowid, values } of rows) {
      const given = columns.slice(0, values.length);
      const list = given.map((column) => `"${column.name}"`).join(', ');
      const sql = `INSERT OR IGNORE INTO "${name}" (${list}) VALUES (${given.map(() => '?').join(', ')})`;
      to.run(sql, given.map((column, i) => (column.isRowid ? rowid : values[i])) as SqlParameter[]);
      saved += to.changes();
    }
    to.run('COMMIT');
  } catch (error) {
    to.rollBack();
    throw error;
  }
  return saved;
}
