import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { companionsOf } from '../../../src/store/engine/closed-file.ts';
import type { Engine } from '../../../src/store/engine/engine.ts';
import { LocalEngine } from '../../../src/store/engine/local-engine.ts';
import { WorkerEngine } from '../../../src/store/engine/worker-engine.ts';
import { findWorker } from '../../../src/store/engine/worker-place.ts';

const root = path.resolve(import.meta.dirname, '../../..');

const kinds: Record<string, (file: string, bundle: string) => Promise<Engine>> = {
  'in this thread': (file) => LocalEngine.open(file),
  'through the worker from source': async (file) => (await WorkerEngine.open(file, findWorker(root))).engine,
  'through the bundled worker': async (file, bundle) => {
    const place = { url: pathToFileURL(bundle), execArgv: [] };
    return (await WorkerEngine.open(file, place)).engine;
  },
};

/** As esbuild.mjs makes it: one file with the wasm beside it. */
async function bundleWorker(folder: string): Promise<string> {
  const outfile = path.join(folder, 'store-worker.mjs');
  await build({
    entryPoints: [path.join(root, 'src/store/worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    // sql.js is CommonJS and uses these as free variables.
    banner: {
      js: `import { createRequire as requireFrom } from 'node:module'; import { fileURLToPath as pathOf } from 'node:url';
        import { dirname as folderOf } from 'node:path'; const require = requireFrom(import.meta.url);
        const __filename = pathOf(import.meta.url); const __dirname = folderOf(__filename);`,
    },
  });
  fs.copyFileSync(
    path.join(root, 'node_modules/sql.js/dist/sql-wasm.wasm'),
    path.join(folder, 'sql-wasm.wasm'),
  );
  return outfile;
}

const logSize = (database: string) =>
  companionsOf(database).reduce((sum, { file }) => sum + fs.statSync(file).size, 0);

describe('engine', () => {
  let folder: string;
  let bundle: string;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-engine-'));
    bundle = await bundleWorker(folder);
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const [kind, open] of Object.entries(kinds)) {
    describe(kind, () => {
      let engine: Engine;
      const file = () => path.join(folder, `${kind.replaceAll(' ', '-')}.db`);
      before(async () => {
        engine = await open(file(), bundle);
        await engine.commit([
          { sql: 'create table parent (id integer primary key)' },
          { sql: 'create table t (id integer primary key, v, parent references parent(id))' },
        ]);
      });
      after(() => engine.close());
      beforeEach(() => engine.commit([{ sql: 'delete from t' }, { sql: 'delete from parent' }]));

      it('gives back every value as it was', async () => {
        const values = [
          'plain',
          'häß 😀 \u0000 inside',
          '',
          0,
          -1.5,
          2 ** 31,
          Number.MAX_SAFE_INTEGER,
          null,
          new Uint8Array([0, 255, 1]),
          new Uint8Array(),
          'x'.repeat(300_000),
        ];
        const results = await engine.commit(
          values.map((v) => ({ sql: 'insert into t (v) values (?) returning v', parameters: [v] })),
        );
        assert.deepEqual(
          results.map(({ rows }) => rows[0]?.v),
          values,
        );
        const rows = await engine.read('select v from t order by id');
        assert.deepEqual(
          rows.map(({ v }) => v),
          values,
        );
      });

      it('keeps integers beyond 32 bits whole in an integer column', async () => {
        await engine.commit([{ sql: 'insert into parent values (?)', parameters: [1_700_000_000_001] }]);
        const rows = await engine.read(
          'select id, typeof(id) as type from parent where id = ?',
          [1_700_000_000_001],
        );
        assert.deepEqual(rows, [{ id: 1_700_000_000_001, type: 'integer' }]);
      });

      it('does not carry parameters over from an earlier use of the same statement', async () => {
        const sql = 'insert into t (v) values (?) returning v';
        await engine.commit([{ sql, parameters: ['first'] }]);
        const [result] = await engine.commit([{ sql }]);
        assert.deepEqual(result?.rows, [{ v: null }]);
      });

      it('does all of a batch or nothing, and leaves its neighbours of the same tick alone', async () => {
        const outcomes = await Promise.allSettled([
          engine.commit([{ sql: 'insert into t (id, v) values (1, 1)' }]),
          engine.commit([{ sql: 'insert into t (id) values (2)' }, { sql: 'insert into t (id) values (2)' }]),
          engine.commit([
            { sql: 'insert into t (id) values (3)' },
            { sql: 'update t set v = 9 where id = 77', expectRows: 1 },
          ]),
          engine.commit([{ sql: 'insert into t (id) values (4)' }, { sql: 'not sql' }]),
          engine.commit([{ sql: 'update t set v = 2 where id = 1', expectRows: 1 }]),
        ]);
        assert.deepEqual(
          outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'done')),
          ['done', 'conflict', 'conflict', 'internal', 'done'],
        );
        assert.deepEqual(await engine.read('select id, v from t'), [{ id: 1, v: 2 }]);
      });

      it('refuses a row without its parent', async () => {
        await assert.rejects(engine.commit([{ sql: 'insert into t (parent) values (5)' }]), {
          code: 'conflict',
        });
      });

      it('counts what was changed and what was returned', async () => {
        const results = await engine.commit([
          { sql: 'insert into t (id) values (1), (2), (3)', expectRows: 3 },
          { sql: 'update t set v = 1 where id > 1 returning id', expectRows: 2 },
          { sql: 'delete from t' },
        ]);
        assert.deepEqual(
          results.map(({ changes, rows }) => [changes, rows]),
          [
            [3, []],
            [2, [{ id: 2 }, { id: 3 }]],
            [3, []],
          ],
        );
      });

      it('survives more statements than it keeps prepared', async () => {
        for (let i = 0; i < 600; i++) {
          assert.deepEqual(await engine.read(`select ${i} as n`), [{ n: i }]);
        }
        assert.deepEqual(await engine.read('select 0 as n'), [{ n: 0 }]);
      });

      it('writes a backup that is a database of its own, and never over a file', async () => {
        await engine.commit([{ sql: 'insert into t (id, v) values (1, ?)', parameters: ['kept'] }]);
        const target = path.join(folder, `${kind.replaceAll(' ', '-')}.backup.db`);
        await engine.backupTo(target);
        await assert.rejects(engine.backupTo(target), { code: 'store', message: /exists already/ });
        const backup = await LocalEngine.open(target);
        assert.deepEqual(await backup.read('select v from t'), [{ v: 'kept' }]);
        assert.deepEqual(await backup.integrityCheck(), []);
        await backup.close();
      });

      it('reads what was committed just before, whatever was read before that', async () => {
        for (let n = 1; n <= 20; n++) {
          const reading = Array.from({ length: 3 }, () => engine.read('select count(*) as n from t'));
          await Promise.all(reading);
          await engine.commit([{ sql: 'insert into t (v) values (?)', parameters: [n] }]);
          assert.deepEqual(await engine.read('select count(*) as n from t'), [{ n }]);
        }
      });

      it('commits, checks and empties the log between queries that never pause', async () => {
        let isOver = false;
        const querying = (async () => {
          while (!isOver) {
            await engine.read('select count(*) from t');
            await new Promise((resolve) => setImmediate(resolve));
          }
        })();
        await engine.commit([{ sql: 'insert into t (v) values (1)' }]);
        assert.deepEqual(await engine.integrityCheck(), []);
        await engine.checkpoint();
        assert.equal(logSize(file()), 0);
        isOver = true;
        await querying;
      });

      it('goes on after a query that fails', async () => {
        assert.deepEqual(await engine.read('select count(*) as n from t'), [{ n: 0 }]);
        await assert.rejects(engine.read('select abs(-9223372036854775808) as n'), { code: 'internal' });
        await assert.rejects(engine.read('select nonsense'), { code: 'internal' });
        await engine.commit([{ sql: 'insert into t (v) values (1)' }]);
        assert.deepEqual(await engine.read('select count(*) as n from t'), [{ n: 1 }]);
      });

      it('finds a sound database sound', async () => {
        assert.deepEqual(await engine.integrityCheck(), []);
      });

      it('empties the log into the file', async () => {
        await engine.commit([{ sql: 'insert into t (v) values (zeroblob(100000))' }]);
        await engine.checkpoint();
        assert.equal(logSize(file()), 0);
        assert.ok(fs.statSync(file()).size > 100_000);
      });

      it('refuses what is asked after closing, and leaves one file', async () => {
        const name = path.join(folder, `${kind.replaceAll(' ', '-')}-closed.db`);
        const other = await open(name, bundle);
        const pending = other.commit([{ sql: 'create table kept (id)' }]);
        await other.close();
        await pending;
        await other.close();
        await assert.rejects(other.read('select 1'), { code: 'store', message: /closed/ });
        await assert.rejects(other.commit([{ sql: 'select 1' }]), { code: 'store' });
        assert.deepEqual(
          fs.readdirSync(folder).filter((entry) => entry.startsWith(path.basename(name))),
          [path.basename(name)],
        );
        const again = await open(name, bundle);
        assert.deepEqual(await again.read("select name from sqlite_schema where type = 'table'"), [
          { name: 'kept' },
        ]);
        await again.close();
      });
    });
  }

  it('opens a file once only', async () => {
    const file = path.join(folder, 'twice.db');
    const engine = await LocalEngine.open(file);
    await assert.rejects(LocalEngine.open(file), /one connection/);
    await engine.close();
  });
});

describe('worker engine', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-worker-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('says so when its thread dies, and keeps nobody waiting', async () => {
    const script = path.join(folder, 'dies.mjs');
    fs.writeFileSync(
      script,
      `import { parentPort } from 'node:worker_threads';
       parentPort.postMessage({}); parentPort.on('message', () => { throw new Error('boom'); });`,
    );
    const place = { url: pathToFileURL(script), execArgv: [] };
    const { engine } = await WorkerEngine.open(path.join(folder, 'a.db'), place);
    const expected = { code: 'store', message: /stopped unexpectedly/ };
    await assert.rejects(engine.read('select 1'), expected);
    await assert.rejects(engine.commit([]), expected);
    await engine.close();
  });

  it('says so when its thread does not start', async () => {
    const place = { url: pathToFileURL(path.join(folder, 'missing.mjs')), execArgv: [] };
    await assert.rejects(WorkerEngine.open(path.join(folder, 'a.db'), place), {
      code: 'store',
      message: /did not start/,
    });
  });

  it('refuses a value that no thread can be sent', async () => {
    const { engine } = await WorkerEngine.open(path.join(folder, 'a.db'), findWorker(root));
    const bad = (() => 1) as unknown as string;
    await assert.rejects(engine.read('select ?', [bad]), { code: 'internal' });
    assert.deepEqual(await engine.read('select 1 as one'), [{ one: 1 }]);
    await engine.close();
  });

  it('passes on why a folder cannot be used', async () => {
    await assert.rejects(WorkerEngine.open(path.join(folder, 'no/such/a.db'), findWorker(root)), {
      code: 'store',
    });
  });
});
