import { AbaiError } from '../protocol/errors.ts';
import type { Engine } from './engine/engine.ts';

/** One step of the schema. Never edited once released: what is stored was made by it. */
export interface Migration {
  /** 1, 2, 3… without gaps. */
  version: number;
  name: string;
  statements: readonly string[];
}

/**
 * Brings the database to the newest schema, each step in one transaction with its note in `_migrations`. Returns the
 * schema version. `before` is called before a schema that is there is changed. Throws AbaiError `store` for a database that a newer version of A-B/AI wrote: nothing is changed then.
 */
export async function migrate(
  engine: Engine,
  migrations: readonly Migration[],
  now: () => number,
  before: (engine: Engine, schemaVersion: number) => Promise<void> = async () => {},
): Promise<number> {
  const current = await schemaVersion(engine);
  const newest = migrations.length;
  if (current > newest) {
    throw new AbaiError(
      'store',
      `This data was written by a newer version of A-B/AI (schema ${current}, this version knows ${newest}). ` +
        'Update A-B/AI, or choose another data folder. Nothing was changed.',
      { details: { problem: 'newer-schema', schemaVersion: current } },
    );
  }
  if (current > 0 && current < newest) await before(engine, current);
  for (const { version, name, statements } of migrations.slice(current)) {
    await engine.commit([
      ...(version === 1
        ? [
            {
              sql: 'create table _migrations (version integer primary key, name text not null, at integer not null)',
            },
          ]
        : []),
      ...statements.map((sql) => ({ sql })),
      { sql: 'insert into _migrations values (?, ?, ?)', parameters: [version, name, now()] },
    ]);
  }
  return newest;
}

/** The newest migration that was applied; 0 for a database without any. */
export async function schemaVersion(engine: Engine): Promise<number> {
  const [table] = await engine.read(`select 1 from sqlite_schema where name = '_migrations'`);
  if (!table) return 0;
  const [row] = await engine.read('select max(version) as version from _migrations');
  return Number(row?.version ?? 0);
}
