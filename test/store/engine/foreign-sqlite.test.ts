import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { companionsOf } from '../../../src/store/engine/closed-file.ts';
import { LocalEngine } from '../../../src/store/engine/local-engine.ts';
import { openOrSetAside } from '../../../src/store/engine/open-or-set-aside.ts';
import { otherNode } from '../../harness/node-install.ts';
import { ensureSqliteShell } from '../../harness/sqlite-shell.ts';

describe('a foreign SQLite at a database in use', function () {
  this.timeout(120_000);
  let shell: string;
  let folder: string;
  let file: string;
  let engine: LocalEngine;

  before(() => {
    shell = ensureSqliteShell();
  });
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-foreign-'));
    file = path.join(folder, 'a.db');
    engine = await LocalEngine.open(file);
    await engine.commit([{ sql: 'create table t (id integer primary key, v text)' }]);
    await fill(1);
    await engine.checkpoint();
    await fill(101);
  });
  afterEach(async () => {
    await engine.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** A hundred rows from this one on. */
  async function fill(from: number): Promise<void> {
    await engine.commit([
      {
        sql: `with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${from + 99})
          insert into t select i, 'value ' || i || hex(zeroblob(300)) from n`,
      },
    ]);
  }
  const foreign = (sql: string, database = file) =>
    spawnSync(shell, ['-batch', database], { input: sql, encoding: 'utf8', cwd: folder, timeout: 30_000 });
  /** Every file of the folder with its content. */
  const contents = () =>
    Object.fromEntries(
      fs
        .readdirSync(folder)
        .sort()
        .map((name) => [name, fs.readFileSync(path.join(folder, name), 'base64')]),
    );
  async function assertWhole(rows: number): Promise<void> {
    assert.deepEqual(await engine.integrityCheck(), []);
    assert.deepEqual(await engine.read('select count(*) as n, max(id) as last from t'), [
      { n: rows, last: rows },
    ]);
  }

  const commands: Record<string, string> = {
    reads: 'select count(*) from t;',
    'reads all of it': '.dump',
    'reads its schema': '.schema',
    writes: "insert into t values (9999, 'theirs');",
    'writes with patience': '.timeout 300\nbegin exclusive; delete from t; commit;',
    'changes the journal and compacts': 'pragma journal_mode = delete; vacuum;',
    'keeps the log and compacts': 'pragma journal_mode = wal; vacuum;',
    'empties the log': 'pragma wal_checkpoint(truncate);',
    'takes it for itself':
      'pragma locking_mode = exclusive; pragma journal_mode = truncate; create table x (y);',
    'backs it up': '.backup backup.tmp',
    'restores into it': '.restore other.tmp',
    'recovers it': '.recover',
    'checks it': 'pragma integrity_check; pragma quick_check;',
    'changes its page size': 'pragma page_size = 8192; vacuum;',
    'changes its schema': 'pragma writable_schema = on; delete from sqlite_schema; pragma user_version = 7;',
    attaches: "attach 'a.db' as b; delete from b.t;",
  };

  it('is refused, whatever it does, and leaves every byte as it was', async () => {
    spawnSync(shell, [path.join(folder, 'other.tmp'), 'create table other (id)']);
    const before = contents();
    for (const [name, sql] of Object.entries(commands)) {
      const { stderr, stdout } = foreign(sql, name === 'attaches' ? ':memory:' : file);
      fs.rmSync(path.join(folder, 'backup.tmp'), { force: true });
      const refusal = name === 'recovers it' ? /logic error|not a database/iu : /not a database/iu;
      assert.match(stderr + stdout, refusal, name);
      assert.deepEqual(contents(), before, name);
    }
    for (const query of ['?mode=ro', '?immutable=1', '?nolock=1', '?vfs=unix-none', '?vfs=unix-dotfile']) {
      const { stderr } = foreign('select count(*) from t; delete from t;', `file:${file}${query}`);
      assert.match(stderr, /not a database/iu, query);
      assert.deepEqual(contents(), before, query);
    }
    await fill(201);
    await assertWhole(300);
    await engine.close();
    engine = await LocalEngine.open(file);
    await assertWhole(300);
  });

  it('is refused in the shape of a library too, as programs have it', async () => {
    const node = Number(process.versions.node.split('.')[0]) < 24 ? otherNode() : process.execPath;
    const before = contents();
    const statements = ['select count(*) from t', 'vacuum', 'pragma journal_mode = delete', 'delete from t'];
    const program = `const { DatabaseSync } = require('node:sqlite');
      for (const sql of ${JSON.stringify(statements)}) {
        try {
          console.log(new DatabaseSync(process.argv[1]).prepare(sql).all());
        } catch (error) {
          console.log(error.message);
        }
      }`;
    const { stdout } = spawnSync(node, ['-e', program, file], { encoding: 'utf8', timeout: 30_000 });
    assert.equal(stdout, 'file is not a database\n'.repeat(statements.length));
    assert.deepEqual(contents(), before);
    await fill(201);
    await assertWhole(300);
  });

  it('is refused while our log is copied into the file again and again', async () => {
    for (let from = 201; from <= 1001; from += 100) {
      await fill(from);
      if (from % 200 === 1) await engine.checkpoint();
      assert.match(foreign('select count(*) from t; delete from t;').stderr, /not a database/iu);
    }
    await assertWhole(1100);
    await engine.close();
    engine = await LocalEngine.open(file);
    await assertWhole(1100);
  });

  for (const mode of ['delete', 'wal']) {
    it(`cannot hurt it either when it was there before, in mode ${mode}`, async () => {
      await engine.close();
      const child = spawn(shell, ['-batch', file], { cwd: folder });
      let printed = '';
      const answers = (text: RegExp) =>
        new Promise<void>((resolve) => {
          const look = () => {
            if (text.test(printed)) resolve();
          };
          child.stdout.on('data', look);
          child.stderr.on('data', look);
          look();
        });
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          printed += text;
        });
      }
      if (mode === 'wal') spawnSync(shell, [file, 'pragma journal_mode = wal']);
      child.stdin.write("select 'there are', count(*) from t;\n");
      await answers(/there are\|200/u);
      printed = '';

      engine = await LocalEngine.open(file);
      await fill(201);
      child.stdin.write("select count(*) from t;\ninsert into t values (9999, 'theirs');\n.print over\n");
      await answers(/over/u);
      await fill(301);
      await engine.checkpoint();
      child.stdin.end('update t set v = 0; select count(*) from t;\n');
      await once(child, 'close');
      await fill(401);
      await assertWhole(500);
      // With a log it goes on for itself, in a file that has no name any more.
      if (mode === 'delete') assert.match(printed, /not a database[\s\S]*not a database/iu);
    });
  }

  it('finds an ordinary database once it is closed, and what it writes there is kept', async () => {
    await engine.close();
    assert.deepEqual(fs.readdirSync(folder), ['a.db']);
    assert.equal(foreign('select count(*) from t; pragma integrity_check;').stdout, '200\nok\n');
    foreign(
      "insert into t values (201, 'theirs'); pragma journal_mode = wal; insert into t values (202, 'log');",
    );
    engine = await LocalEngine.open(file);
    await assertWhole(202);
  });

  it('cannot hurt what a process that was killed has left', async () => {
    const left = path.join(folder, 'left');
    fs.mkdirSync(left);
    const names = [file, ...companionsOf(file).map((companion) => companion.file)];
    assert.equal(names.length, 2);
    for (const name of names) fs.copyFileSync(name, path.join(left, path.basename(name)));
    for (const sql of Object.values(commands)) foreign(sql, path.join(left, 'a.db'));
    await engine.close();
    const opened = await openOrSetAside(path.join(left, 'a.db'));
    engine = opened.engine;
    assert.equal(opened.damage, undefined);
    await assertWhole(200);
  });

  it('has its own log taken over when it was killed', async () => {
    await engine.close();
    const child = spawn(shell, ['-batch', file], { cwd: folder });
    child.stdin.write("pragma journal_mode = wal; insert into t values (201, 'theirs'); select 'written';\n");
    for await (const text of child.stdout.setEncoding('utf8')) if (String(text).includes('written')) break;
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.ok(fs.existsSync(`${file}-wal`));
    engine = await LocalEngine.open(file);
    await assertWhole(201);
  });

  it('is no way around for a second opening under another name of the same file', async () => {
    const other = path.join(folder, 'linked');
    fs.mkdirSync(other);
    for (const name of fs.readdirSync(folder).filter((entry) => entry.startsWith('a.db'))) {
      fs.linkSync(path.join(folder, name), path.join(other, name));
    }
    const second = await LocalEngine.open(path.join(other, 'a.db'));
    await second.commit([{ sql: 'delete from t' }]);
    await second.checkpoint();
    await fill(201);
    await assertWhole(300);
    await second.close();
    await engine.close();
    engine = await LocalEngine.open(file);
    await assertWhole(300);
  });
});
