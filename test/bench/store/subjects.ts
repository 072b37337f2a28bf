import fs from 'node:fs';
import path from 'node:path';
import { Kysely } from 'kysely';
import { ownerRecordName } from '../../../src/core/owner-epoch.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import type { Engine, SqlStatement } from '../../../src/store/engine/engine.ts';
import { EngineDialect } from '../../../src/store/engine/kysely-dialect.ts';
import { LocalEngine } from '../../../src/store/engine/local-engine.ts';
import { openOrSetAside } from '../../../src/store/engine/open-or-set-aside.ts';
import type { OwnerClaim } from '../../../src/store/engine/owner-fence.ts';
import { rowsFrom } from '../../../src/store/engine/values.ts';
import { WorkerEngine } from '../../../src/store/engine/worker-engine.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { migrations } from '../../../src/store/migrations/all.ts';
import { sqliteStore } from '../../../src/store/sqlite-store.ts';

/** One way to keep cells. All have the whole schema of the product and one run with one variant. */
export interface Subject {
  /** One cell, durable when it is done. */
  commitOne(cell: SqlStatement): Promise<unknown> | unknown;
  /** Many in one transaction. */
  commitMany(cells: SqlStatement[]): Promise<unknown> | unknown;
  read(id: string): Promise<unknown> | unknown;
  sum(): Promise<unknown> | unknown;
  close(): Promise<void>;
}

const insertSql = `insert into cells (id, run_id, variant_id, row_index, status, output, tokens_in, tokens_out, cost, updated_at)
  values (?, 'r', 'v', ?, 'succeeded', ?, 10, 300, 0.001, 1)`;
const readSql = 'select id, row_index, status, output, cost from cells where id = ?';
const sumSql = 'select sum(cost) as cost, sum(length(output)) as length from cells';
export const parents = [
  `insert into projects (id, name, created_at, last_used) values ('p', 'p', 1, 1)`,
  `insert into runs (id, project_id, name, status, created_at, updated_at) values ('r', 'p', 'r', 'running', 1, 1)`,
  `insert into run_variants (id, run_id, position, provider, model, label) values ('v', 'r', 0, 'demo', 'm', 'm')`,
];

/** An answer of 1 to 2 KB, mostly ASCII as answers are. */
export function cell(n: number): SqlStatement {
  const text = `Answer ${n}: The sky is blue because short waves scatter more than long ones – Rayleigh said so. `;
  return {
    sql: insertSql,
    parameters: [`cell-${n}`, n, text.repeat(20).slice(0, 1000 + ((n * 7919) % 1000))],
  };
}

/** As an owner of a data folder has one, so that the look at it before each commit is measured with the rest. */
function claimOf(file: string): OwnerClaim {
  const folder = `${file}.owner`;
  fs.mkdirSync(folder, { recursive: true });
  const token = 'of the only one';
  for (let epoch = 1; epoch <= 16; epoch++)
    fs.writeFileSync(path.join(folder, ownerRecordName(epoch)), JSON.stringify({ epoch, token }));
  return { folder, epoch: 16, token };
}

async function prepare(engine: Engine): Promise<void> {
  await migrate(engine, migrations, () => 1);
  const [run] = await engine.read('select id from runs');
  if (!run) await engine.commit(parents.map((sql) => ({ sql })));
}

export async function inThread(file: string): Promise<Subject> {
  const engine = await LocalEngine.open(file, { owner: claimOf(file) });
  await prepare(engine);
  return {
    commitOne: (one) => engine.commit([one]),
    commitMany: (cells) => engine.commit(cells),
    // As the worker calls it: without a promise, which the yardstick does not make either.
    read: (id) => rowsFrom(engine.readFlat(readSql, [id]))[0],
    sum: () => engine.read(sumSql),
    close: () => engine.close(),
  };
}

/** As the product has it: the Store port, Kysely, and the bundled worker, here beside the bundled measurement. */
export async function throughPort(file: string): Promise<Subject> {
  const place = { url: new URL('store-worker.mjs', import.meta.url), execArgv: [] };
  const { engine } = await WorkerEngine.open(file, place, { owner: claimOf(file) });
  await prepare(engine);
  const store: Store = sqliteStore({
    engine,
    databasePath: file,
    schemaVersion: migrations.length,
    notices: [],
    openFile: openOrSetAside,
    now: Date.now,
  });
  interface Tables {
    cells: { id: string; row_index: number; status: string; output: string; cost: number };
  }
  const db = new Kysely<Tables>({ dialect: new EngineDialect(engine) });
  const write = ({ sql, parameters = [] }: SqlStatement) => ({ sql, parameters });
  return {
    commitOne: (one) => store.commit({ writes: [write(one)], at: 1 }),
    commitMany: (cells) => store.commit({ writes: cells.map(write), at: 1 }),
    read: (id) =>
      db
        .selectFrom('cells')
        .select(['id', 'row_index', 'status', 'output', 'cost'])
        .where('id', '=', id)
        .executeTakeFirst(),
    sum: () => engine.read(sumSql),
    close: () => store.close(),
  };
}

/** The yardstick: SQLite compiled into Node 22 and later, with the same settings. */
export async function nodeSqlite(file: string): Promise<Subject> {
  const name = 'node:sqlite';
  const { DatabaseSync } = (await import(name)) as {
    DatabaseSync: new (
      path: string,
    ) => {
      exec(sql: string): void;
      prepare(sql: string): {
        run(...parameters: unknown[]): unknown;
        get(...parameters: unknown[]): unknown;
      };
      close(): void;
    };
  };
  const isNew = !fs.existsSync(file);
  const db = new DatabaseSync(file);
  db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full');
  db.exec('pragma foreign_keys = on; pragma cache_size = -64000; pragma journal_size_limit = 33554432');
  if (isNew) {
    for (const sql of [...migrations.flatMap(({ statements }) => statements), ...parents]) db.exec(sql);
  }
  const insert = db.prepare(insertSql);
  const read = db.prepare(readSql);
  return {
    commitOne: (one) => insert.run(...(one.parameters ?? [])),
    commitMany(cells) {
      db.exec('begin immediate');
      for (const one of cells) insert.run(...(one.parameters ?? []));
      db.exec('commit');
    },
    read: (id) => read.get(id),
    sum: () => db.prepare(sumSql).get(),
    close: async () => db.close(),
  };
}

export const subjects = { 'in-thread': inThread, port: throughPort, 'node:sqlite': nodeSqlite };
export type SubjectName = keyof typeof subjects;
