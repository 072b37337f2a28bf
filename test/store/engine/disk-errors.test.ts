import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Disk } from '../../../src/store/engine/disk.ts';
import { LocalEngine } from '../../../src/store/engine/local-engine.ts';
import { nodeDisk } from '../../../src/store/engine/node-disk.ts';
import { openOrSetAside } from '../../../src/store/engine/open-or-set-aside.ts';

type Call = 'write' | 'sync' | 'open' | 'read';

/** The real disk, failing as told: the named calls throw an error of that code. */
function failingDisk(): Disk & { failing: Partial<Record<Call, string>>; opened: string[] } {
  const failing: Partial<Record<Call, string>> = {};
  const opened: string[] = [];
  const check = (call: Call) => {
    const code = failing[call];
    if (code) throw Object.assign(new Error(code), { code });
  };
  return {
    ...nodeDisk,
    failing,
    opened,
    open(file, mode) {
      if (mode.write) check('open');
      opened.push(file);
      return nodeDisk.open(file, mode);
    },
    read(...args) {
      check('read');
      return nodeDisk.read(...args);
    },
    write(...args) {
      check('write');
      return nodeDisk.write(...args);
    },
    sync(file) {
      check('sync');
      nodeDisk.sync(file);
    },
  };
}

describe('engine on a failing disk', () => {
  let folder: string;
  let file: string;
  let disk: ReturnType<typeof failingDisk>;
  let engine: LocalEngine;
  const insert = (v: string) => engine.commit([{ sql: 'insert into t (v) values (?)', parameters: [v] }]);
  const stored = async () => (await engine.read('select v from t order by id')).map(({ v }) => v);

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-disk-'));
    file = path.join(folder, 'a.db');
    disk = failingDisk();
    engine = await LocalEngine.open(file, { disk, cacheKilobytes: 100 });
    await engine.commit([{ sql: 'create table t (id integer primary key, v)' }]);
    await insert('before');
  });
  afterEach(async () => {
    disk.failing = {};
    for (const call of ['write', 'sync', 'open', 'read'] as const) delete disk.failing[call];
    await engine.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  for (const code of ['ENOSPC', 'EDQUOT']) {
    it(`says that the disk is full (${code}), keeps reading, and goes on when there is space`, async () => {
      disk.failing.write = code;
      const outcomes = await Promise.allSettled([insert('a'), insert('b')]);
      for (const outcome of outcomes) {
        assert.equal(outcome.status, 'rejected');
        assert.equal(outcome.reason.code, 'store');
        assert.match(outcome.reason.message, /is full.*Free some space/);
        assert.equal(outcome.reason.retryable, true);
      }
      assert.deepEqual(await stored(), ['before']);
      delete disk.failing.write;
      await insert('after');
      assert.deepEqual(await stored(), ['before', 'after']);
    });
  }

  it('says that the disk became read-only', async () => {
    disk.failing.write = 'EROFS';
    await assert.rejects(insert('a'), { code: 'store', message: /read-only.*Allow writing/ });
    assert.deepEqual(await stored(), ['before']);
  });

  it('writes no more after a sync failed: nobody knows what the kernel has dropped', async () => {
    disk.failing.sync = 'EIO';
    await assert.rejects(insert('a'), { code: 'store', message: /EIO/ });
    delete disk.failing.sync;
    await assert.rejects(insert('b'), { code: 'store', message: /failed to confirm.*restart/ });
    assert.equal((await stored())[0], 'before');
  });

  it('rolls a transaction back that spilled and then met a full disk', async () => {
    const big = Array.from({ length: 200 }, () => ({
      sql: 'insert into t (v) values (?)',
      parameters: ['x'.repeat(4000)],
    }));
    disk.failing.write = 'ENOSPC';
    await assert.rejects(engine.commit(big), { code: 'store', message: /is full/ });
    delete disk.failing.write;
    await insert('after');
    assert.deepEqual(await stored(), ['before', 'after']);
    assert.deepEqual(await engine.integrityCheck(), []);
  });

  it('leaves no half backup on a full disk', async () => {
    disk.failing.write = 'ENOSPC';
    const target = path.join(folder, 'backup.db');
    await assert.rejects(engine.backupTo(target), { code: 'store', message: /full/ });
    assert.equal(fs.existsSync(target), false);
  });

  it('sorts what is larger than memory in files beside the database, and removes them', async () => {
    for (let i = 0; i < 4; i++) {
      await engine.commit([
        {
          sql: `with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000)
            insert into t (v) select hex(randomblob(500)) from n`,
        },
      ]);
    }
    await engine.read('select max(v) as v from (select v from t order by v limit 7000)');
    const spills = disk.opened.filter((name) => name.startsWith(`${file}-spill-`));
    assert.ok(spills.length > 0, disk.opened.join(' '));
    assert.deepEqual(
      fs.readdirSync(folder).filter((name) => name.includes('spill')),
      [],
    );
  });

  it('moves nothing aside when the folder is read-only', async () => {
    await engine.close();
    const stuck = failingDisk();
    stuck.failing.open = 'EROFS';
    await assert.rejects(LocalEngine.open(file, { disk: stuck }), {
      code: 'store',
      message: /read-only|cannot be/,
    });
    engine = await LocalEngine.open(file, { disk });
    assert.deepEqual(await stored(), ['before']);
  });

  it('moves a folder away that is where the database should be', async () => {
    fs.mkdirSync(path.join(folder, 'folder.db'));
    const opened = await openOrSetAside(path.join(folder, 'folder.db'));
    await opened.engine.close();
    assert.equal(opened.damage?.kind, 'not-a-database');
    assert.ok(fs.statSync(opened.damage.keptAt ?? '').isDirectory());
    assert.ok(fs.statSync(path.join(folder, 'folder.db')).isFile());
  });

  it('clears what a killed process left of its sorts', async () => {
    await engine.close();
    fs.writeFileSync(`${file}-spill-etilqs_1`, 'left over');
    engine = await LocalEngine.open(file);
    assert.equal(fs.existsSync(`${file}-spill-etilqs_1`), false);
  });
});
