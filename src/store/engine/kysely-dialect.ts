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
import { AbaiError } from '../../protocol/errors.ts';
import type { Engine } from './engine.ts';
import type { SqlParameter } from './values.ts';

/**
 * Kysely on the engine. Reads go straight to it; a change that is executed by itself is a commit of its own. There are no
 * interactive transactions: they could not be sent again after a failover, so repositories compile queries into batches.
 */
export class EngineDialect implements Dialect {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  createDriver(): Driver {
    return new EngineDriver(this.#engine);
  }
  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }
  createAdapter(): SqliteAdapter {
    return new SqliteAdapter();
  }
  createIntrospector(db: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(db);
  }
}

class EngineDriver implements Driver {
  readonly #connection: EngineConnection;

  constructor(engine: Engine) {
    this.#connection = new EngineConnection(engine);
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }
  async releaseConnection(): Promise<void> {}
  /** The engine is closed by whoever opened it. */
  async destroy(): Promise<void> {}

  async beginTransaction(): Promise<void> {
    throw noTransactions();
  }
  async commitTransaction(): Promise<void> {
    throw noTransactions();
  }
  async rollbackTransaction(): Promise<void> {
    throw noTransactions();
  }
}

class EngineConnection implements DatabaseConnection {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const parameters = query.parameters as readonly SqlParameter[];
    if (onlyReads(query)) return { rows: (await this.#engine.read(query.sql, parameters)) as R[] };
    const [result] = await this.#engine.commit([{ sql: query.sql, parameters }]);
    return { rows: (result?.rows ?? []) as R[], numAffectedRows: BigInt(result?.changes ?? 0) };
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

function onlyReads({ query, sql }: CompiledQuery): boolean {
  if (query.kind === 'SelectQueryNode') return true;
  return query.kind === 'RawNode' && /^\s*(select|with|pragma|explain)\b/i.test(sql);
}

function noTransactions(): AbaiError {
  return new AbaiError(
    'internal',
    'The store has no interactive transactions. Developer: compile the queries and commit them as one batch.',
  );
}
