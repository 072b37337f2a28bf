import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ownerRecordName } from '../../../src/core/owner-epoch.ts';
import { companionsOf } from '../../../src/store/engine/closed-file.ts';
import type { Engine } from '../../../src/store/engine/engine.ts';
import { LocalEngine } from '../../../src/store/engine/local-engine.ts';
import { openOrSetAside } from '../../../src/store/engine/open-or-set-aside.ts';
import { WorkerEngine } from '../../../src/store/engine/worker-engine.ts';
import { findWorker } from '../../../src/store/engine/worker-place.ts';

const root = path.resolve(import.meta.dirname, '../../..');

describe('before it writes, the owner of a database', function () {
  this.timeout(60_000);
  let folder: string;
  let records: string;
  let file: string;
  let engine: Engine;
  const insert = { sql: "insert into t (v) values ('new')" };
  const owner = () => ({ folder: records, epoch: 7, token: 'the token of the seventh' });
  const publish = (epoch: number, token: string) =>
    fs.writeFileSync(path.join(records, ownerRecordName(epoch)), JSON.stringify({ epoch, token }));

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-second-'));
    records = path.join(folder, 'owner');
    fs.mkdirSync(records);
    publish(6, 'of the sixth');
    publish(7, owner().token);
    file = path.join(folder, 'data', 'a.db');
    fs.mkdirSync(path.dirname(file));
    engine = await LocalEngine.open(file, { owner: owner() });
    await fill(engine);
  });
  afterEach(async () => {
    await engine.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  async function fill(of: Engine): Promise<void> {
    await of.commit([{ sql: 'create table t (id integer primary key, v text)' }]);
    await of.checkpoint();
    await of.commit([insert]);
  }
  const logFile = () => companionsOf(file)[0]!.file;
  const contents = () =>
    Object.fromEntries(
      fs
        .readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .map((name) => [name, fs.readFileSync(name, 'base64')]),
    );

  /** A commit, a checkpoint and closing are refused or do nothing. */
  async function assertStops(of: Engine, sentence: RegExp): Promise<void> {
    const before = contents();
    let told = 0;
    of.onLost(() => {
      told += 1;
    });
    const refused = { code: 'store', message: sentence };
    await assert.rejects(of.commit([insert]), refused);
    await assert.rejects(of.commit([insert]), refused);
    await assert.rejects(of.checkpoint(), refused);
    await assert.rejects(of.compact(), refused);
    assert.equal(told, 1);
    await of.close();
    assert.deepEqual(contents(), before);
  }

  describe('looks whether the highest owner record is its own, and', () => {
    const changes: Record<string, () => void> = {
      'a later owner': () => publish(8, 'of the eighth'),
      'a much later owner': () => publish(4711, 'of a far one'),
      'its epoch in other hands': () => publish(7, 'of another seventh'),
      'no record any more': () => fs.rmSync(path.join(records, ownerRecordName(7))),
      'a folder that was made anew': () => {
        fs.rmSync(records, { recursive: true });
        fs.mkdirSync(records);
        publish(1, 'of the first');
      },
      'no folder any more': () => fs.rmSync(records, { recursive: true }),
    };
    for (const [what, change] of Object.entries(changes)) {
      it(`stops at ${what}`, async () => {
        change();
        await assertStops(engine, /Another process has taken over .*a\.db.*nothing was saved/u);
      });
    }

    it('stops also when all was well for long, which it does not look at anew each time', async () => {
      const longAgo = new Date(Date.now() - 60_000);
      fs.utimesSync(records, longAgo, longAgo);
      await engine.commit([insert]);
      await engine.commit([insert]);
      publish(8, 'of the eighth');
      await assertStops(engine, /Another process has taken over/u);
    });

    it('goes on beside files that are none, and when its own record is written anew', async () => {
      fs.writeFileSync(path.join(records, '.draft-1'), 'x');
      fs.writeFileSync(path.join(records, 'owner.12'), 'x');
      publish(7, owner().token);
      await engine.commit([insert]);
    });

    it('does so in the thread of the store too', async () => {
      const other = path.join(folder, 'threaded.db');
      const opened = await WorkerEngine.open(other, findWorker(root), { owner: owner() });
      await fill(opened.engine);
      publish(8, 'of the eighth');
      await assertStops(opened.engine, /Another process has taken over/u);
    });
  });

  describe('looks whether the files are what it last wrote, and', () => {
    const overwrite = (name: string, from: string) => fs.writeFileSync(name, fs.readFileSync(from));
    const changes: Record<string, (backup: string) => void> = {
      'another file in the place of the database': (backup) => {
        fs.renameSync(backup, file);
      },
      'a database that was written over': (backup) => overwrite(file, backup),
      'a database that was removed': () => fs.rmSync(file),
      'a database that was moved away': () => fs.renameSync(file, `${file}.moved`),
      'a database that was emptied': () => fs.truncateSync(file, 0),
      'a log that was removed': () => fs.rmSync(logFile()),
      'a log that was cut': () => fs.truncateSync(logFile(), 4000),
      'a log that was emptied': () => fs.truncateSync(logFile(), 0),
      'another file in the place of the log': () => {
        fs.copyFileSync(logFile(), `${file}.copy`);
        fs.renameSync(`${file}.copy`, logFile());
      },
      'a log with another beginning': () => {
        const log = fs.openSync(logFile(), 'r+');
        fs.writeSync(log, Buffer.from([1, 2, 3, 4]), 0, 4, 16);
        fs.closeSync(log);
      },
      'a folder that was moved': () => fs.renameSync(path.dirname(file), path.join(folder, 'elsewhere')),
    };
    for (const [what, change] of Object.entries(changes)) {
      it(`stops at ${what}`, async () => {
        const backup = path.join(folder, 'backup.db');
        await engine.backupTo(backup);
        change(backup);
        await assertStops(engine, /Another program has changed, moved or replaced .*a\.db/u);
      });
    }
  });

  it('leaves everything to the next one when it stops', async () => {
    await engine.commit([insert]);
    publish(8, 'of the eighth');
    await assertStops(engine, /Another process/u);
    publish(8, owner().token);
    const opened = await openOrSetAside(file);
    engine = opened.engine;
    assert.equal(opened.damage, undefined);
    assert.deepEqual(await engine.read('select count(*) as n from t'), [{ n: 2 }]);
  });
});
