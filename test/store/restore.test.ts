import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { applyRestore, removeDrafts } from '../../src/store/restore.ts';

const stamp = '2026-11-21T04-00-00-000';

describe('a restore that lies ready', () => {
  let dir: string;
  let database: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'abai-restore-'));
    database = join(dir, 'ab-ai.db');
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const lay = async (files: Record<string, string>) => {
    for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content);
  };
  const found = async () =>
    Object.fromEntries(
      await Promise.all(
        (await readdir(dir)).sort().map(async (name) => [name, await readFile(join(dir, name), 'utf8')]),
      ),
    );

  /** Calls that work until there were `steps` of them; the next one is where the power goes. */
  const breakingOff = (steps: number) => {
    let left = steps;
    const step = () => {
      if (left === 0) throw new Error('power cut');
      left -= 1;
    };
    return {
      rename: async (from: string, to: string) => {
        step();
        await rename(from, to);
      },
      remove: async (file: string) => {
        step();
        await rm(file);
      },
    };
  };

  const begun = {
    'ab-ai.db': 'present',
    'ab-ai.db-wal': 'present log',
    'ab-ai.db.suspect': '',
    'ab-ai.db.restore-2026-11-20T00-00-00-000': 'an older wish',
    [`ab-ai.db.restore-${stamp}`]: 'backup',
    'ab-ai.db.owner': 'untouched',
  };
  const done = {
    'ab-ai.db': 'backup',
    [`ab-ai.db.before-restore-${stamp}`]: 'present',
    [`ab-ai.db.before-restore-${stamp}-wal`]: 'present log',
    'ab-ai.db.owner': 'untouched',
  };

  it('takes the place of the database, which is kept with its log', async () => {
    await lay(begun);
    const restored = await applyRestore(database);
    assert.equal(basename(restored!.keptAs), `ab-ai.db.before-restore-${stamp}`);
    assert.deepEqual(await found(), done);
    assert.equal(await applyRestore(database), undefined);
    assert.deepEqual(await found(), done);
  });

  it('loses nothing when it is broken off between any two steps', async () => {
    let steps = 0;
    for (; ; steps += 1) {
      await rm(dir, { recursive: true });
      dir = await mkdtemp(join(tmpdir(), 'abai-restore-'));
      database = join(dir, 'ab-ai.db');
      await lay(begun);
      const finished = await applyRestore(database, breakingOff(steps)).catch(() => 'broken off');
      const between = Object.values(await found());
      for (const content of ['present', 'present log', 'backup', 'untouched']) {
        assert.ok(between.includes(content), `${content} is gone after ${steps} steps`);
      }
      if (finished !== 'broken off') break;
      // And once more, one step later each time, as a machine that keeps crashing would.
      for (let more = 0; more < 2; more += 1) await applyRestore(database, breakingOff(more)).catch(() => {});
      await applyRestore(database);
      assert.deepEqual(await found(), done, `broken off after ${steps} steps`);
    }
    assert.ok(steps >= 4, `only ${steps} steps were seen`);
  });

  it('is all that a process leaves that died over a check', async () => {
    await mkdir(join(dir, 'ab-ai.db.checking-x1'));
    await lay({ ...begun, 'ab-ai.db.checking-x1/copy.db': 'half' });
    await removeDrafts(database);
    assert.deepEqual(await found(), begun);
  });

  it('needs no database to replace', async () => {
    await lay({ [`ab-ai.db.restore-${stamp}`]: 'backup' });
    await applyRestore(database);
    assert.deepEqual(await found(), { 'ab-ai.db': 'backup' });
  });

  it('keeps a database that somebody began in between', async () => {
    await lay({
      'ab-ai.db': 'begun meanwhile',
      [`ab-ai.db.before-restore-${stamp}`]: 'present',
      [`ab-ai.db.restore-${stamp}`]: 'backup',
    });
    await applyRestore(database);
    assert.deepEqual(await found(), {
      'ab-ai.db': 'backup',
      [`ab-ai.db.before-restore-${stamp}`]: 'present',
      [`ab-ai.db.before-restore-${stamp}-2`]: 'begun meanwhile',
    });
  });
});
