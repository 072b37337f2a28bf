import type { Engine } from './engine/engine.ts';

/** The tables that hold people's data, in the order they were made: parents before children. */
export async function dataTables(engine: Engine): Promise<string[]> {
  const rows = await engine.read(
    `select name, sql from sqlite_schema where type = 'table' and sql is not null order by rowid`,
  );
  const isVirtual = (sql: unknown) => /^create virtual/i.test(String(sql));
  // A virtual table keeps its index in tables named after it.
  const virtual = rows.filter(({ sql }) => isVirtual(sql)).map(({ name }) => `${name}_`);
  return rows
    .filter(({ sql }) => !isVirtual(sql))
    .map(({ name }) => String(name))
    .filter((name) => !/^(sqlite)?_/.test(name) && !virtual.some((prefix) => name.startsWith(prefix)));
}
