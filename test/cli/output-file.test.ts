import assert from 'node:assert/strict';
import { chmod, link, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { requireOutputFile } from '../../src/cli/output-file.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

describe('a file that results are to be saved in', () => {
  let folder: string;
  let table: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'abai-out-'));
    table = join(folder, 'table.csv');
    await writeFile(table, 'a\n1\n');
    await mkdir(join(folder, 'folder.csv'));
    await symlink(table, join(folder, 'symbolic.csv'));
    await link(table, join(folder, 'hard.csv'));
    await symlink(folder, join(folder, 'folder-link'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const refused = (name: string, pattern: RegExp) =>
    assert.rejects(requireOutputFile(join(folder, name), ['/nowhere', table]), (error: Error) => {
      assert.ok(error instanceof UsageError, String(error));
      assert.match(error.message, pattern);
      return true;
    });

  it('may be new or there, and nothing is left of the look', async () => {
    await writeFile(join(folder, 'old.csv'), 'old');
    const before = await readdir(folder);
    await requireOutputFile(join(folder, 'new.csv'), [table]);
    await requireOutputFile(join(folder, 'old.csv'), [table]);
    assert.deepEqual(await readdir(folder), before);
  });

  it('is refused in a folder that is not there or is none, and as a folder', async () => {
    await refused('nowhere/new.csv', /its folder is not there/u);
    await refused('table.csv/new.csv', /its folder is/u);
    await refused('folder.csv', /it is a folder/u);
  });

  it('is refused where it is the table, by whatever name', async () => {
    for (const name of ['table.csv', './table.csv', 'symbolic.csv', 'hard.csv', 'folder-link/table.csv'])
      await refused(name, /table\.csv", which is read/u);
  });

  it('is refused as a device, under a name that is too long, and as the database', async function () {
    if (process.platform === 'win32') return this.skip();
    await assert.rejects(requireOutputFile('/dev/full'), /it is not a file/u);
    // Together with what an unfinished file is called.
    await refused(`${'x'.repeat(230)}.csv`, /does not take such a long name/u);
    await refused('AB-AI.db.csv', /one of the database/u);
  });

  it('is refused where nobody may write', async function () {
    // The superuser may everything.
    if (process.platform === 'win32' || process.getuid?.() === 0) return this.skip();
    const locked = join(folder, 'locked');
    await mkdir(locked);
    await writeFile(join(folder, 'mine.csv'), '');
    await chmod(join(folder, 'mine.csv'), 0o400);
    await chmod(locked, 0o500);
    await refused('locked/new.csv', /its folder may not be written to/u);
    await refused('mine.csv', /it may not be written to/u);
  });
});
