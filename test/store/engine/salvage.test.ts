import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LocalEngine } from '../../../src/store/engine/local-engine.ts';

const schema = [
  { sql: 'create table parent (id integer primary key, name text)' },
  { sql: 'create table t (n integer primary key, id text unique, v text, parent references parent(id))' },
  { sql: 'create table added_later (id integer primary key)' },
  { sql: 'create virtual table words using fts4(content="t", v)' },
  {
    sql: 'create trigger t_words after insert on t begin insert into words(docid, v) values (new.n, new.v); end',
  },
];
const rows = 2000;

describe('salvage', () => {
  let folder: string;
  let damaged: string;
  let target: LocalEngine;

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-salvage-'));
    damaged = path.join(folder, 'damaged.db');
    const source = await LocalEngine.open(damaged);
    await source.commit([
      ...schema.slice(0, 2),
      { sql: "insert into parent values (1, 'p')" },
      {
        sql: `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
          insert into t select i, 'id' || i, 'word' || i || ' ' || hex(zeroblob(300)), 1 from n`,
      },
    ]);
    await source.close();
    target = await LocalEngine.open(path.join(folder, 'new.db'));
    await target.commit(schema);
  });
  afterEach(async () => {
    await target.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function spoil(position: number, length: number, byte = 0xff): void {
    const handle = fs.openSync(damaged, 'r+');
    fs.writeSync(handle, Buffer.alloc(length, byte), 0, length, position);
    fs.closeSync(handle);
  }
  const saved = async () => Number((await target.read('select count(*) as n from t'))[0]?.n);

  it('copies a whole database, its search index too, and leaves the source as it was', async () => {
    const before = fs.readFileSync(damaged);
    const report = await target.salvageFrom(damaged);
    assert.deepEqual(report, { rows: { parent: 1, t: rows }, incomplete: ['added_later'] });
    assert.deepEqual(fs.readFileSync(damaged), before);
    assert.deepEqual(await target.read("select docid from words where words match 'word77'"), [
      { docid: 77 },
    ]);
    assert.deepEqual(await target.integrityCheck(), []);
    assert.deepEqual(fs.readdirSync(folder).sort().slice(0, 2), ['damaged.db', 'new.db']);
  });

  it('loses only the rows of the pages that are damaged', async () => {
    const size = fs.statSync(damaged).size;
    spoil(Math.floor(size / 2 / 4096) * 4096, 3 * 4096);
    const report = await target.salvageFrom(damaged);
    assert.deepEqual(report.incomplete, ['t', 'added_later']);
    const count = await saved();
    assert.ok(count < rows && count > rows - 60, `${count} of ${rows}`);
    assert.deepEqual(await target.read('select min(n) as first, max(n) as last from t'), [
      { first: 1, last: rows },
    ]);
  });

  it('finds what lies between several damaged places', async () => {
    const pages = Math.floor(fs.statSync(damaged).size / 4096);
    for (const share of [0.2, 0.4, 0.6, 0.8]) spoil(Math.floor(pages * share) * 4096, 4096);
    await target.salvageFrom(damaged);
    const count = await saved();
    assert.ok(count < rows && count > rows - 100, `${count} of ${rows}`);
  });

  it('comes to its end when the first row behind a damaged page is found and not reached from the row before', async () => {
    const source = await LocalEngine.open(damaged);
    // Seven rows a page: the eighth after the last readable one begins the page behind the damage.
    await source.commit([
      { sql: 'delete from t' },
      {
        sql: `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
          insert into t select i, 'id' || i, 'word' || i || ' ' || hex(zeroblob(260)), 1 from n`,
      },
    ]);
    await source.compact();
    await source.close();
    const page = Math.floor(fs.readFileSync(damaged).indexOf('word1000 ') / 4096);
    spoil(page * 4096, 4096, 0);
    await target.salvageFrom(damaged);
    assert.equal(await saved(), rows - 7);
  });

  it('looks for no rows where a damaged header says that the file goes on', async () => {
    const size = fs.statSync(damaged).size;
    spoil(Math.floor(size / 2 / 4096) * 4096, 4096);
    spoil(28, 1, 0x7f);
    await target.salvageFrom(damaged);
    const count = await saved();
    assert.ok(count < rows && count > rows - 60, `${count} of ${rows}`);
  });

  it('saves the beginning of a file that was cut', async () => {
    fs.truncateSync(damaged, Math.floor(fs.statSync(damaged).size * 0.6));
    await target.salvageFrom(damaged);
    const count = await saved();
    assert.ok(count > rows * 0.3, `${count} of ${rows}`);
  });

  it('leaves what is there already', async () => {
    await target.commit([{ sql: "insert into t values (5, 'mine', 'kept', null)" }]);
    await target.salvageFrom(damaged);
    assert.deepEqual(await target.read('select v from t where n = 5'), [{ v: 'kept' }]);
    assert.equal(await saved(), rows);
  });

  it('checks foreign keys again afterwards', async () => {
    await target.salvageFrom(damaged);
    await assert.rejects(target.commit([{ sql: "insert into t values (9999, 'x', 'x', 55)" }]), {
      code: 'conflict',
    });
  });

  it('refuses what is no database, and goes on', async () => {
    const garbage = path.join(folder, 'garbage');
    fs.writeFileSync(garbage, 'garbage'.repeat(1000));
    await assert.rejects(target.salvageFrom(garbage), { code: 'store', message: /damaged/ });
    assert.equal(await saved(), 0);
  });
});
