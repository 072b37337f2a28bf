import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Log } from '../../src/core/ports/log.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { LocalEngine } from '../../src/store/engine/local-engine.ts';
import { KeptSights } from '../../src/store/kept-sights.ts';
import { migrations } from '../../src/store/migrations/all.ts';
import { openStore } from '../../src/store/open-store.ts';
import { fixtureVersions, unpackFixture } from './schema-fixture.ts';
import { comparison, message, project } from './temporary-store.ts';

const productRoot = path.resolve(import.meta.dirname, '../..');

describe('openStore', () => {
  let folder: string;
  let dataDir: string;
  let file: string;
  let warnings: string[];
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-open-'));
    dataDir = path.join(folder, 'deep', 'data');
    file = path.join(dataDir, 'ab-ai.db');
    warnings = [];
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: (text) => warnings.push(text),
    error: (text) => warnings.push(text),
  };
  const open = () => openStore({ dataDir, productRoot, log, now: () => Date.UTC(2026, 10, 21) });

  /** Some hundred messages in a project, a comparison and a conversation. */
  async function fill(store: Store): Promise<void> {
    await store.commit({
      writes: [
        store.projects.insert(project('p')),
        ...store.comparisons.insert(comparison('k', 'p', 1, ['demo:a'])),
        ...Array.from({ length: 300 }, (_, n) =>
          store.messages.insert(message(`m${n}`, 'k-0', { content: `number${n} ${'x'.repeat(2000)}` })),
        ),
      ],
      at: 1,
    });
  }

  it('makes the folder, for its owner only, and keeps what is stored', async () => {
    let store = await open();
    assert.deepEqual(store.notices, []);
    assert.equal(store.schemaVersion, migrations.length);
    await fill(store);
    await store.close();
    if (process.platform !== 'win32') {
      assert.equal(fs.statSync(dataDir).mode & 0o777, 0o700);
      assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    }
    store = await open();
    assert.equal((await store.messages.list('k-0')).length, 300);
    await store.close();
  });

  it('says where the data is and how much', async () => {
    const store = await open();
    await fill(store);
    fs.mkdirSync(path.join(dataDir, 'media'));
    fs.writeFileSync(path.join(dataDir, 'media', 'picture'), '12345');
    const report = await store.report();
    assert.equal(report.path, file);
    assert.equal(report.mediaBytes, 5);
    assert.ok(report.databaseBytes > 600_000);
    assert.equal(report.rows.messages, 300);
    assert.equal(report.rows.projects, 1);
    assert.deepEqual(
      Object.keys(report.rows).filter((name) => name.startsWith('_') || name.includes('search')),
      [],
    );
    await store.close();
  });

  it('empties everything on request', async () => {
    const store = await open();
    await fill(store);
    await store.commit({ writes: [store.settings.set('a', 1)], at: 1 });
    const sights = new KeptSights(dataDir, '1');
    await sights.keep('c', { words: 'that a window showed' });
    await store.deleteAll();
    assert.equal(sights.take('c'), undefined);
    const report = await store.report();
    assert.equal(
      Object.values(report.rows).reduce((sum, n) => sum + n),
      0,
    );
    assert.ok(report.databaseBytes < 600_000, `${report.databaseBytes} bytes`);
    assert.deepEqual(await store.search('number7', 5), []);
    await fill(store);
    await store.close();
  });

  it('sets garbage aside, says so, and goes on with a new database', async () => {
    fs.mkdirSync(dataDir, { recursive: true });
    fs.writeFileSync(file, 'garbage'.repeat(1000));
    const store = await open();
    assert.match(store.notices.join(), /is not a database\. It is kept as .*ab-ai\.db\.damaged-/);
    assert.ok(warnings.includes(store.notices[0] ?? 'none'));
    await fill(store);
    await store.close();
    const again = await open();
    assert.deepEqual(again.notices, []);
    await again.close();
  });

  it('saves what is readable of a cut database', async () => {
    const first = await open();
    await fill(first);
    await first.close();
    fs.truncateSync(file, Math.floor(fs.statSync(file).size * 0.7));
    const store = await open();
    assert.match(store.notices.join(), /is damaged\. It is kept as .* messages and answers could be read/);
    const saved = await store.messages.list('k-0');
    assert.ok(saved.length > 20 && saved.length < 300, `${saved.length} messages`);
    assert.equal((await store.projects.get('p'))?.name, 'Project p');
    assert.equal((await store.search('number1', 50)).length > 0, true);
    assert.deepEqual(await store.checkIntegrity(), []);
    await store.close();
  });

  it('gives answers a new home when what they belonged to is lost', async () => {
    const first = await open();
    await fill(first);
    await first.close();
    const bytes = fs.readFileSync(file);
    // The only page with the project's name is spoilt, and with it the project.
    const page = Math.floor(bytes.indexOf('Project p') / 4096);
    bytes.fill(0xff, page * 4096, (page + 1) * 4096);
    fs.writeFileSync(file, bytes);
    fs.writeFileSync(`${file}.suspect`, '');
    const store = await open();
    assert.match(store.notices.join(), /300 messages and answers could be read/);
    assert.equal((await store.projects.get('p'))?.name, 'Recovered');
    assert.equal((await store.messages.list('k-0')).length, 300);
    assert.deepEqual(await store.checkIntegrity(), []);
    await store.close();
  });

  describe('before it changes the schema of an earlier version', () => {
    const earlier = fixtureVersions().findLast((version) => version < migrations.length)!;
    const backups = () => path.join(dataDir, 'backups');
    beforeEach(() => {
      fs.mkdirSync(dataDir, { recursive: true });
      unpackFixture(earlier, file);
    });

    it('makes a backup that the earlier version can open, and only then', async () => {
      await (await open()).close();
      const name = `ab-ai-schema-${earlier}-2026-11-21.db`;
      assert.deepEqual(fs.readdirSync(backups()), [name]);
      const backup = await LocalEngine.open(path.join(backups(), name));
      assert.deepEqual(await backup.read('select max(version) as version from _migrations'), [
        { version: earlier },
      ]);
      assert.deepEqual(await backup.read('select id from projects'), [{ id: 'p' }]);
      assert.deepEqual(await backup.integrityCheck(), []);
      await backup.close();
      fs.rmSync(backups(), { recursive: true });
      await (await open()).close();
      assert.equal(fs.existsSync(backups()), false);
    });

    it('goes on without one where none can be made, and tells people', async () => {
      fs.writeFileSync(backups(), 'a file in the place of the folder');
      const store = await open();
      assert.match(
        store.notices.join(),
        /^The data was brought to this version.* without a backup before\. The folder .*backups could not be written\. Put that right/u,
      );
      assert.equal(store.schemaVersion, migrations.length);
      assert.equal((await store.projects.get('p'))?.name, 'Project p');
      await store.close();
      const again = await open();
      assert.deepEqual(again.notices, []);
      await again.close();
    });
  });

  it('takes a copy of a database that it would share through a link, and says so', async function () {
    if (process.platform === 'win32') this.skip(); // Links need a right of their own there.
    const first = await open();
    await fill(first);
    const other = path.join(folder, 'other');
    fs.mkdirSync(other);
    fs.symlinkSync(file, path.join(other, 'ab-ai.db'));
    const second = await openStore({ dataDir: other, productRoot, log, now: () => 1 });
    assert.match(
      second.notices.join(),
      /other.ab-ai\.db was a link to .*A copy has taken the place of the link/u,
    );
    assert.equal((await second.messages.list('k-0')).length, 300);
    await second.deleteAll();
    await second.commit({ writes: [second.projects.insert(project('in the copy'))], at: 1 });
    await first.commit({ writes: [first.projects.insert(project('in the first'))], at: 1 });
    for (const store of [first, second]) {
      assert.deepEqual(await store.checkIntegrity(), []);
      await store.close();
    }
    const again = await open();
    assert.deepEqual(again.notices, []);
    assert.equal((await again.messages.list('k-0')).length, 300);
    assert.deepEqual((await again.projects.list()).map(({ id }) => id).sort(), ['in the first', 'p']);
    await again.close();
  });

  it('says what to do when the folder cannot be made', async () => {
    fs.writeFileSync(path.join(folder, 'deep'), 'a file is in the way');
    await assert.rejects(open(), { code: 'store', message: /cannot be made.*choose another data folder/ });
  });
});
