/** What SQLite stores. Booleans are kept as 1 and 0, `undefined` is refused: it is a mistake, not a NULL. */
export type SqlValue = string | number | null | Uint8Array;
export type SqlParameter = SqlValue | boolean | bigint;

/** A row by column name. Integers beyond 2^53 lose precision: store them as text. */
export type Row = Record<string, SqlValue>;

/** Rows without the names repeated for each: cheap to send to another thread. */
export interface FlatRows {
  columns: readonly string[];
  /** Row after row, `columns.length` values each. */
  values: SqlValue[];
}

export function rowsFrom(flat: FlatRows): Row[] {
  const { columns, values } = flat;
  const width = columns.length;
  const rows: Row[] = [];
  for (let start = 0; start < values.length; start += width) {
    const row: Row = {};
    for (let i = 0; i < width; i++) row[columns[i] as string] = values[start + i] as SqlValue;
    rows.push(row);
  }
  return rows;
}
