import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Generated, Kysely, sql } from 'kysely';
import { EngineDialect } from '../../../src/store/engine/kysely-dialect.ts';
import { LocalEngine } from '../../../src/store/engine/local-engine.ts';

interface Tables {
  t: { id: Generated<number>; name: string; size: number | null };
}

describe('kysely dialect', () => {
  let folder: string;
  let engine: LocalEngine;
  let db: Kysely<Tables>;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-kysely-'));
    engine = await LocalEngine.open(path.join(folder, 'a.db'));
    db = new Kysely<Tables>({ dialect: new EngineDialect(engine) });
    await db.schema
      .createTable('t')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('size', 'integer')
      .execute();
  });
  after(async () => {
    await db.destroy();
    await engine.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('inserts, updates, deletes and selects', async () => {
    const inserted = await db
      .insertInto('t')
      .values([
        { name: 'a', size: 1 },
        { name: 'b', size: null },
      ])
      .returningAll()
      .execute();
    assert.deepEqual(inserted, [
      { id: 1, name: 'a', size: 1 },
      { id: 2, name: 'b', size: null },
    ]);
    const updated = await db.updateTable('t').set({ size: 5 }).where('name', '=', 'b').executeTakeFirst();
    assert.equal(updated.numUpdatedRows, 1n);
    const deleted = await db.deleteFrom('t').where('id', '=', 1).executeTakeFirst();
    assert.equal(deleted.numDeletedRows, 1n);
    assert.deepEqual(await db.selectFrom('t').selectAll().execute(), [{ id: 2, name: 'b', size: 5 }]);
  });

  it('compiles queries that one commit takes together', async () => {
    const batch = ['x', 'y'].map((name) => db.insertInto('t').values({ name, size: null }).compile());
    await engine.commit(batch.map(({ sql, parameters }) => ({ sql, parameters: parameters as string[] })));
    const rows = await db.selectFrom('t').select('name').where('size', 'is', null).orderBy('id').execute();
    assert.deepEqual(rows, [{ name: 'x' }, { name: 'y' }]);
  });

  it('runs raw queries', async () => {
    const { rows } = await sql<{ n: number }>`select count(*) as n from t where id > ${0}`.execute(db);
    assert.equal(rows[0]?.n, 3);
    const { numAffectedRows } = await sql`delete from t where size is null`.execute(db);
    assert.equal(numAffectedRows, 2n);
  });

  it('streams', async () => {
    const names: string[] = [];
    for await (const row of db.selectFrom('t').select('name').stream()) names.push(row.name);
    assert.deepEqual(names, ['b']);
  });

  it('knows its tables', async () => {
    assert.deepEqual(
      (await db.introspection.getTables()).map(({ name }) => name),
      ['t'],
    );
  });

  it('refuses interactive transactions with a sentence for the developer', async () => {
    await assert.rejects(
      db.transaction().execute(async () => assert.fail('the callback must not run')),
      { code: 'internal', message: /Developer: compile the queries/ },
    );
    assert.equal((await db.selectFrom('t').selectAll().execute()).length, 1, 'it goes on');
  });
});
