import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { AbaiError } from '../protocol/errors.ts';
import type { Engine } from './engine/engine.ts';

/** Kysely over an engine, for reading; writes are compiled and shipped as batches by the store's commit. */
export class EngineDialect implements Dialect {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  createAdapter() {
    return new SqliteAdapter();
  }
  createQueryCompiler() {
    return new SqliteQueryCompiler();
  }
  createIntrospector(db: Kysely<unknown>) {
    return new SqliteIntrospector(db);
  }

  createDriver(): Driver {
    const engine = this.#engine;
    const refuse = async (): Promise<never> => {
      throw new AbaiError('internal', 'Interactive transactions cannot be replayed: commit a batch instead.');
    };
    const connection: DatabaseConnection = {
      async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
        return { rows: (await engine.read(query.sql, query.parameters as never)) as R[] };
      },
      async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
        yield { rows: (await engine.read(query.sql, query.parameters as never)) as R[] };
      },
    };
    return {
      init: async () => {},
      acquireConnection: async () => connection,
      beginTransaction: refuse,
      commitTransaction: refuse,
      rollbackTransaction: refuse,
      releaseConnection: async () => {},
      destroy: () => engine.close(),
    };
  }
}
