import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { companionsOf } from '../../../src/store/engine/closed-file.ts';
import { LocalEngine } from '../../../src/store/engine/local-engine.ts';
import { openOrSetAside } from '../../../src/store/engine/open-or-set-aside.ts';

const frameBytes = 24 + 4096;
const commits = 40;

describe('the log of a process that was killed', function () {
  this.timeout(60_000);
  let folder: string;
  let killed: string;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-log-'));
    const file = path.join(folder, 'a.db');
    const engine = await LocalEngine.open(file);
    await engine.commit([{ sql: 'create table t (id integer primary key, v text)' }]);
    await engine.checkpoint();
    for (let i = 1; i <= commits; i++) {
      await engine.commit([{ sql: "insert into t values (?, hex(zeroblob(1500)) || '!')", parameters: [i] }]);
    }
    killed = path.join(folder, 'killed');
    fs.mkdirSync(killed);
    for (const name of [file, ...companionsOf(file).map((each) => each.file)])
      fs.copyFileSync(name, path.join(killed, path.basename(name)));
    await engine.close();
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** What is found after that has happened to the log. */
  async function afterwards(change: (log: Buffer) => Buffer) {
    const place = fs.mkdtempSync(path.join(folder, 'case-'));
    fs.cpSync(killed, place, { recursive: true });
    const file = path.join(place, 'a.db');
    const log = companionsOf(file)[0]!.file;
    fs.writeFileSync(log, change(fs.readFileSync(log)));
    const { engine, damage } = await openOrSetAside(file);
    try {
      if (damage) {
        assert.equal(damage.kind, 'corrupt');
        await engine.commit([{ sql: 'create table t (id integer primary key, v text)' }]);
        await engine.salvageFrom(damage.keptAt!);
      }
      assert.deepEqual(await engine.integrityCheck(), []);
      const [row] = await engine.read('select count(*) as n from t');
      return { told: damage !== undefined, rows: Number(row?.n) };
    } finally {
      await engine.close();
    }
  }
  const flipped = (at: number) => (log: Buffer) => {
    log[at]! ^= 0x55;
    return log;
  };

  it('loses nothing to a flipped byte of its beginning', async () => {
    for (const at of [0, 3, 8, 12, 16, 20, 24, 28]) {
      assert.deepEqual(await afterwards(flipped(at)), { told: true, rows: commits }, `byte ${at}`);
    }
  });

  it('keeps what was saved behind a frame that is damaged, and says so', async () => {
    for (const at of [0, 5, 9, 13, 16, 20, 24, 2000]) {
      const { told, rows } = await afterwards(flipped(32 + 5 * frameBytes + at));
      assert.equal(told, true, `byte ${at}`);
      assert.ok(rows >= commits - 3, `${rows} of ${commits} after a flip of byte ${at}`);
    }
  });

  it('is read to where a power cut has torn it, without a word', async () => {
    assert.deepEqual(await afterwards((log) => log), { told: false, rows: commits });
    const cut = await afterwards((log) => log.subarray(0, log.length - 3 * frameBytes - 100));
    assert.equal(cut.told, false);
    assert.ok(cut.rows >= commits - 5 && cut.rows < commits, `${cut.rows} rows`);
    const torn = await afterwards((log) => log.fill(0, log.length - frameBytes, log.length - 1000));
    assert.equal(torn.told, false);
    assert.ok(torn.rows >= commits - 2 && torn.rows < commits, `${torn.rows} rows`);
  });
});
