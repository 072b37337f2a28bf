import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from '../harness/workbench.ts';

describe('data that cannot be used', () => {
  let bench: Workbench | undefined;
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'abai-bad-'));

  afterEach(async () => {
    await bench?.stop();
    bench = undefined;
  });
  after(() => rmSync(temporary, { recursive: true, force: true }));

  it('says so when the folder of the settings is none, with a way out', async () => {
    const file = path.join(temporary, 'file');
    writeFileSync(file, 'not a folder');
    bench = await Workbench.start({ settings: { 'abai.dataDirectory': file } });
    await bench.showContainer('A-B/AI');
    await bench.message(/The data folder .* is not a folder/);
    const welcome = bench.page.locator('.welcome-view-content');
    await welcome.getByText('The history could not be opened.').waitFor();
    await bench.screenshot('history-failed');
    rmSync(file);
    await welcome.getByText('Try Again').click();
    await welcome.getByText('Compare Selection').waitFor();
  });

  it('keeps a database aside that is none, and says where', async () => {
    const folder = path.join(temporary, 'garbage');
    const garbage = 'This was never a database.\n'.repeat(1000);
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'ab-ai.db'), garbage);
    bench = await Workbench.start({ settings: { 'abai.dataDirectory': folder } });
    await bench.showContainer('A-B/AI');
    await bench.message('is not a database. It is kept as');
    await bench.screenshot('database-set-aside');
    const kept = readdirSync(folder)
      .map((name) => path.join(folder, name))
      .filter((file) => /ab-ai/.test(file) && readFileSync(file, { flag: 'r' }).toString() === garbage);
    assert.equal(kept.length, 1);
    bench.assertNoProblems();
  });
});
