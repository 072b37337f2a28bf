import { AbaiError } from '../protocol/errors.ts';
import type { Engine } from './engine/engine.ts';
import { wholeDesign, wholeDesignSearch } from './migrations/0001-whole-design.ts';

/** Append-only: a schema's number is its place here, from 1. */
const migrations: readonly (readonly string[])[] = [[...wholeDesign, ...wholeDesignSearch]];

export const newestSchema = migrations.length;

/** Brings a database to the newest schema, each step in one transaction. Returns the schema's number. */
export async function migrate(engine: Engine): Promise<number> {
  const [row] = await engine.read('pragma user_version');
  let version = Number(row?.user_version ?? 0);
  if (version > newestSchema) {
    throw new AbaiError(
      'store',
      `The data was written by a newer version of A-B/AI (schema ${version}, this one knows ${newestSchema}). Update A-B/AI to open it.`,
    );
  }
  while (version < newestSchema) {
    const steps = migrations[version]!.map((sql) => ({ sql }));
    version += 1;
    await engine.commit([...steps, { sql: `pragma user_version = ${version}` }]);
  }
  return version;
}
