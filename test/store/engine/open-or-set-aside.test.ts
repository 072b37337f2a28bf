import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { companionsOf } from '../../../src/store/engine/closed-file.ts';
import { LocalEngine } from '../../../src/store/engine/local-engine.ts';
import { openOrSetAside } from '../../../src/store/engine/open-or-set-aside.ts';

const now = () => new Date('2026-11-21T03:04:05Z');
const keptName = 'a.db.damaged-2026-11-21T03-04-05';

/** What a process that is killed now would leave, under another name. */
function copyAsItIs(database: string, copy: string): void {
  fs.copyFileSync(database, copy);
  for (const { file } of companionsOf(database)) fs.copyFileSync(file, file.replace(database, copy));
}

describe('openOrSetAside', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-aside-'));
    file = path.join(folder, 'a.db');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** A database of some hundred pages with an index. */
  async function writeDatabase(): Promise<void> {
    const engine = await LocalEngine.open(file);
    await engine.commit([
      { sql: 'create table t (id integer primary key, v text)' },
      { sql: 'create index t_by_v on t (v)' },
      {
        sql: `with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)
          insert into t select i, i || hex(zeroblob(500)) from n`,
      },
    ]);
    await engine.close();
  }

  async function assertNew(expected: { kind: string; keptAt: string | undefined }): Promise<void> {
    const { engine, damage } = await openOrSetAside(file, {}, now);
    try {
      assert.deepEqual(damage, expected);
      assert.deepEqual(await engine.read('select name from sqlite_schema'), []);
      await engine.commit([{ sql: 'create table fresh (id)' }]);
    } finally {
      await engine.close();
    }
  }

  it('opens a sound database, and a new one, without a word', async () => {
    await writeDatabase();
    for (const name of [file, path.join(folder, 'new.db')]) {
      const { engine, damage } = await openOrSetAside(name);
      assert.equal(damage, undefined);
      await engine.close();
    }
    assert.deepEqual(fs.readdirSync(folder).sort(), ['a.db', 'new.db']);
  });

  it('opens one whose process was killed, with its log', async () => {
    await writeDatabase();
    const engine = await LocalEngine.open(file);
    await engine.commit([{ sql: "update t set v = 'new' where id = 1" }]);
    const copy = path.join(folder, 'copy.db');
    copyAsItIs(file, copy);
    await engine.close();
    const opened = await openOrSetAside(copy);
    assert.equal(opened.damage, undefined);
    assert.deepEqual(await opened.engine.read('select v from t where id = 1'), [{ v: 'new' }]);
    await opened.engine.close();
  });

  it('opens one that is only in its log yet', async () => {
    const engine = await LocalEngine.open(file);
    await engine.commit([{ sql: 'create table t (id)' }]);
    const copy = path.join(folder, 'copy.db');
    copyAsItIs(file, copy);
    await engine.close();
    const opened = await openOrSetAside(copy);
    assert.equal(opened.damage, undefined);
    assert.deepEqual(await opened.engine.read('select name from sqlite_schema'), [{ name: 't' }]);
    await opened.engine.close();
  });

  it('keeps garbage under another name and begins a new database', async () => {
    const garbage = Buffer.from('this is a spreadsheet, not a database. '.repeat(500));
    fs.writeFileSync(file, garbage);
    await assertNew({ kind: 'not-a-database', keptAt: path.join(folder, keptName) });
    assert.deepEqual(fs.readFileSync(path.join(folder, keptName)), garbage);
  });

  it('keeps a file shorter than a header too', async () => {
    fs.writeFileSync(file, 'short');
    await assertNew({ kind: 'not-a-database', keptAt: path.join(folder, keptName) });
    assert.equal(fs.readFileSync(path.join(folder, keptName), 'utf8'), 'short');
  });

  it('keeps a file of one byte, which SQLite takes for an empty one', async () => {
    fs.writeFileSync(file, 'x');
    await assertNew({ kind: 'corrupt', keptAt: path.join(folder, keptName) });
    assert.equal(fs.readFileSync(path.join(folder, keptName), 'utf8'), 'x');
  });

  it('never overwrites what was kept before', async () => {
    fs.writeFileSync(path.join(folder, keptName), 'earlier');
    fs.writeFileSync(file, 'garbage'.repeat(100));
    await assertNew({ kind: 'not-a-database', keptAt: path.join(folder, `${keptName}-2`) });
    assert.equal(fs.readFileSync(path.join(folder, keptName), 'utf8'), 'earlier');
  });

  it('says that a file was empty', async () => {
    fs.writeFileSync(file, '');
    await assertNew({ kind: 'empty', keptAt: undefined });
  });

  for (const share of [0.3, 0.6, 0.99]) {
    it(`notices a file cut to ${share * 100} % of its length`, async () => {
      await writeDatabase();
      const size = Math.floor(fs.statSync(file).size * share);
      fs.truncateSync(file, size);
      await assertNew({ kind: 'corrupt', keptAt: path.join(folder, keptName) });
      assert.equal(fs.statSync(path.join(folder, keptName)).size, size);
    });
  }

  it('looks closely at the next start when damage was met, and sets the file aside then', async () => {
    await writeDatabase();
    const handle = fs.openSync(file, 'r+');
    fs.writeSync(handle, Buffer.alloc(40_960, 0xff), 0, 40_960, 81_920);
    fs.closeSync(handle);
    const { engine, damage } = await openOrSetAside(file);
    assert.equal(damage, undefined, 'opening reads too little to notice');
    await assert.rejects(engine.read('select sum(length(v)) as n from t not indexed'), {
      code: 'store',
      message: /damaged.*Restart/,
    });
    await engine.close();
    await assertNew({ kind: 'corrupt', keptAt: path.join(folder, keptName) });
    assert.equal(fs.existsSync(`${file}.suspect`), false);
  });

  it('lets a suspicion go that was none', async () => {
    await writeDatabase();
    fs.writeFileSync(`${file}.suspect`, '');
    const { engine, damage } = await openOrSetAside(file);
    assert.equal(damage, undefined);
    await engine.close();
    assert.deepEqual(fs.readdirSync(folder), ['a.db']);
  });
});
