import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {
  automaticBackups,
  backUpBeforeMigration,
  backUpDaily,
  backupsFolder,
} from '../../src/store/automatic-backups.ts';
import { LocalEngine } from '../../src/store/engine/local-engine.ts';
import { newestBackup } from '../../src/store/newest-backup.ts';
import { project, TemporaryStore } from './temporary-store.ts';

describe('automatic backups', () => {
  let at: TemporaryStore;
  beforeEach(async () => {
    at = await TemporaryStore.open();
  });
  afterEach(() => at.remove());

  const names = () => fs.readdirSync(backupsFolder(at.file)).sort();
  /** An action on a day, then that day's round; the file is as old as it would be. */
  async function live(n: number): Promise<void> {
    const now = Date.UTC(2026, 10, n);
    await at.store.commit({
      writes: [at.store.projects.insert(project(`p${n}`))],
      events: [{ type: 'project:updated', data: {} }],
      at: now,
    });
    await round(n);
  }
  async function round(n: number): Promise<void> {
    const now = Date.UTC(2026, 10, n);
    const before = fs.existsSync(backupsFolder(at.file)) ? names() : [];
    await backUpDaily(at.engine, at.file, now + 1000);
    for (const name of names().filter((each) => !before.includes(each))) {
      fs.utimesSync(path.join(backupsFolder(at.file), name), (now + 1000) / 1000, (now + 1000) / 1000);
    }
  }

  it('are made once a day, of the last three days on which something changed', async () => {
    await live(1);
    await round(1);
    assert.deepEqual(names(), ['ab-ai-2026-11-01.db']);
    for (const n of [2, 3, 4]) await live(n);
    const last = ['ab-ai-2026-11-02.db', 'ab-ai-2026-11-03.db', 'ab-ai-2026-11-04.db'];
    assert.deepEqual(names(), last);
    for (const n of [5, 6, 7, 8]) await round(n);
    assert.deepEqual(names(), last, 'days without a change push nothing out');
    assert.equal((await newestBackup(at.file))?.path, path.join(backupsFolder(at.file), last[2]!));
  });

  it('are ordinary databases, whole and on their own, also when much is saved meanwhile', async () => {
    await live(1);
    const copying = at.engine.snapshotTo(path.join(at.folder, 'copy.db'));
    for (let i = 0; i < 50; i++) await at.write(at.store.projects.insert(project(`meanwhile${i}`)));
    await copying;
    await at.engine.checkpoint();
    const [backup] = await automaticBackups(at.file);
    for (const file of [path.join(at.folder, 'copy.db'), backup!.path]) {
      assert.equal(fs.readFileSync(file).toString('latin1', 0, 15), 'SQLite format 3');
      if (process.platform !== 'win32') assert.equal(fs.statSync(file).mode & 0o777, 0o600);
      const copy = await LocalEngine.open(file);
      assert.deepEqual(await copy.integrityCheck(), []);
      assert.deepEqual(await copy.read(`select id from projects where id = 'p1'`), [{ id: 'p1' }]);
      await copy.close();
    }
    assert.equal((await at.store.projects.list()).length, 51);
    assert.deepEqual(await at.store.checkIntegrity(), []);
  });

  it('begin no copy of themselves that is left when the disk refuses', async () => {
    fs.writeFileSync(backupsFolder(at.file), 'a file in the place of the folder');
    await assert.rejects(live(1));
    assert.deepEqual(await automaticBackups(at.file), []);
  });

  it('take a bounded room, of which the newest has its part first', async () => {
    for (const n of [1, 2, 3]) await live(n);
    // Files with holes: they count with their length and take no room.
    for (const name of names().slice(1)) {
      const file = path.join(backupsFolder(at.file), name);
      const { mtime } = fs.statSync(file);
      fs.truncateSync(file, 1_300_000_000);
      fs.utimesSync(file, mtime, mtime);
    }
    await live(4);
    assert.deepEqual(names(), ['ab-ai-2026-11-03.db', 'ab-ai-2026-11-04.db']);
  });

  it('come before a change of the schema too, one of which is kept beside those of days', async () => {
    await live(1);
    for (const version of [3, 4])
      await backUpBeforeMigration(at.engine, at.file, version, Date.UTC(2026, 10, 2));
    assert.deepEqual(names(), ['ab-ai-2026-11-01.db', 'ab-ai-schema-4-2026-11-02.db']);
  });

  it('are told in the report, and go with everything', async () => {
    await live(1);
    fs.writeFileSync(`${at.file}.damaged-2026`, '12345');
    const { backupBytes, keptBytes } = await at.store.report();
    assert.equal(backupBytes, (await automaticBackups(at.file))[0]?.bytes);
    assert.equal(keptBytes, 5);
    await at.store.deleteAll();
    assert.equal(fs.existsSync(backupsFolder(at.file)), false);
    assert.deepEqual(
      fs.readdirSync(at.folder).filter((name) => name.includes('damaged')),
      [],
    );
    assert.equal((await at.store.report()).backupBytes, 0);
  });
});
