import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LocalEngine } from '../../src/store/engine/local-engine.ts';
import { type Migration, migrate, schemaVersion } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/all.ts';

describe('migrate', () => {
  let folder: string;
  let engine: LocalEngine;
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-migrate-'));
    engine = await LocalEngine.open(path.join(folder, 'a.db'));
  });
  afterEach(async () => {
    await engine.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const one: Migration = { version: 1, name: 'one', statements: ['create table a (x)'] };
  const two: Migration = {
    version: 2,
    name: 'two',
    statements: ['alter table a add column y', 'create table b (x)'],
  };

  it('numbers its steps without gaps', () => {
    assert.deepEqual(
      migrations.map(({ version }) => version),
      migrations.map((_, i) => i + 1),
    );
  });

  it('goes from blank to the newest, and then has nothing to do', async () => {
    assert.equal(await schemaVersion(engine), 0);
    assert.equal(await migrate(engine, migrations, () => 5), migrations.length);
    assert.equal(await migrate(engine, migrations, () => 6), migrations.length);
    const notes = await engine.read('select version, at from _migrations');
    assert.deepEqual(
      notes,
      migrations.map(({ version }) => ({ version, at: 5 })),
    );
    assert.deepEqual(await engine.integrityCheck(), []);
  });

  it('takes only the steps that are missing', async () => {
    await migrate(engine, [one], () => 1);
    await engine.commit([{ sql: 'insert into a values (7)' }]);
    assert.equal(await migrate(engine, [one, two], () => 2), 2);
    assert.deepEqual(await engine.read('select * from a'), [{ x: 7, y: null }]);
  });

  it('does a step whole or not at all', async () => {
    const broken: Migration = { ...two, statements: [...two.statements, 'create table a (again)'] };
    await migrate(engine, [one], () => 1);
    await assert.rejects(
      migrate(engine, [one, broken], () => 2),
      { code: 'internal' },
    );
    assert.equal(await schemaVersion(engine), 1);
    assert.deepEqual(
      (await engine.read("select name from sqlite_schema where type = 'table' order by name")).map(
        ({ name }) => name,
      ),
      ['_migrations', 'a'],
    );
    await migrate(engine, [one, two], () => 3);
  });

  it('refuses a database of a newer version and changes nothing', async () => {
    await migrate(engine, [one, two], () => 1);
    await engine.checkpoint();
    const before = fs.readFileSync(path.join(folder, 'a.db'));
    await assert.rejects(
      migrate(engine, [one], () => 2),
      {
        code: 'store',
        message: /newer version.*schema 2.*knows 1.*Update A-B\/AI/,
      },
    );
    await engine.checkpoint();
    assert.deepEqual(fs.readFileSync(path.join(folder, 'a.db')), before);
  });
});
