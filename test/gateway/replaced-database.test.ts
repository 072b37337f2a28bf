import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Link, openLink } from '../../src/gateway/link.ts';
import { sleep } from '../../src/gateway/sleep.ts';
import { FakeLog, FakeVault } from './fake-backend.ts';
import { storedProjects, testBackend } from './test-backend.ts';

/** Another file comes into the database's place while a process has it open: a person, a script, a syncing program. */
describe('a database that is replaced in use', function () {
  this.timeout(60_000);
  let dataDir = '';
  let links: Link[] = [];

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'abai-replaced-'));
    links = [];
  });
  afterEach(async () => {
    await Promise.all(links.map((link) => link.close()));
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function open(clientId: string): Promise<Link> {
    const log = new FakeLog();
    const link = await openLink({
      dataDir,
      kind: 'cli',
      clientId: `client-${clientId}`,
      vault: new FakeVault(),
      endpoints: () => ({}),
      openBackend: testBackend('real', dataDir, log),
      schemaVersion: 1,
      productVersion: 'test',
      log,
    });
    links.push(link);
    return link;
  }

  it('is opened anew, and what was asked meanwhile is done once, in the new one', async function () {
    if (process.platform === 'win32') this.skip(); // Which lets nobody replace a file that is open.
    const owner = await open('owner');
    const client = await open('client');
    assert.deepEqual([owner.role, client.role], ['owner', 'client']);
    await client.request('project:create', { name: 'in both' });
    const database = join(dataDir, 'ab-ai.db');
    await owner.request('data:backup', { path: join(dataDir, 'other.db'), overwrite: false });
    // More than is asked below: a client knows by the number of the last event that this is another database.
    for (let n = 0; n < 10; n++) await client.request('project:create', { name: `in the former only, ${n}` });
    copyFileSync(database, join(dataDir, 'former.db'));
    const epoch = owner.owner()?.epoch;
    let resets = 0;
    client.onReset(() => {
      resets += 1;
    });
    renameSync(join(dataDir, 'other.db'), database);

    const asked = [client, owner].map((link, n) => link.request('project:create', { name: `asked ${n}` }));
    assert.deepEqual(
      (await Promise.all(asked)).map(({ name }) => name),
      ['asked 0', 'asked 1'],
    );
    const expected = ['asked 0', 'asked 1', 'in both'];
    for (const link of links) {
      const names = (await link.request('project:list', {})).map(({ name }) => name);
      assert.deepEqual(names.filter((name) => name !== 'My Project').sort(), expected);
    }
    assert.notEqual(owner.owner()?.epoch, epoch);
    for (let tries = 0; resets === 0 && tries < 400; tries++) await sleep(50);
    assert.ok(resets > 0, 'the client shows what is in the new one');
    await Promise.all(links.splice(0).map((link) => link.close()));
    const { names, problems } = await storedProjects('real', dataDir);
    assert.deepEqual(
      [problems, names.filter((name) => name.startsWith('asked')).sort()],
      [[], expected.slice(0, 2)],
    );
    assert.ok(!readdirSync(dataDir).some((name) => name.includes('damaged')));
  });
});
