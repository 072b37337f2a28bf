import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Link, openLink } from '../../src/gateway/link.ts';
import { thisMachine } from '../../src/gateway/owner/machine.ts';
import { FakeLog, FakeVault } from './fake-backend.ts';
import { openFileBackend } from './file-backend.ts';

const record = {
  epoch: 7,
  pid: 1,
  machine: thisMachine(),
  address: '/nowhere/x.sock',
  token: 'a token of some length',
  kind: 'window',
  productVersion: 'test',
  since: 1,
};

/** What may stand where the record of the owner is looked for. */
const bad: Record<string, (path: string) => void> = {
  'an empty file': (path) => writeFileSync(path, ''),
  'half a record': (path) => writeFileSync(path, JSON.stringify(record).slice(0, 40)),
  'no record': (path) => writeFileSync(path, '[null]'),
  'bytes of chance': (path) => writeFileSync(path, Buffer.from([0, 255, 254, 10, 200, 0])),
  'brackets without an end': (path) => writeFileSync(path, '['.repeat(50_000)),
  'a record of another number': (path) => writeFileSync(path, JSON.stringify({ ...record, epoch: 3 })),
  'a record of every process': (path) => writeFileSync(path, JSON.stringify({ ...record, pid: -1 })),
  'a record of no process': (path) => writeFileSync(path, JSON.stringify({ ...record, pid: 0 })),
  'a huge file': (path) => {
    writeFileSync(path, '{');
    truncateSync(path, 20e9);
  },
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a folder': (path) => mkdirSync(path),
  'a link to nothing': (path) => symlinkSync('nothing', path),
  'a link to a device': (path) => symlinkSync('/dev/zero', path),
  'a link to a pipe': (path) => {
    execFileSync('mkfifo', [`${path}.pipe`]);
    symlinkSync(`${path}.pipe`, path);
  },
};

const badFolders: Record<string, (path: string) => void> = {
  'an empty file': (path) => writeFileSync(path, ''),
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a link to nothing': (path) => symlinkSync('nothing', path),
  'a link to another data folder’s records': (path) => {
    mkdirSync(`${path}-of-another`);
    symlinkSync(`${path}-of-another`, path);
  },
};

describe('owner records that are none', function () {
  this.timeout(30_000);
  let base = '';
  let links: Link[] = [];

  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'abai-bad-'));
    links = [];
  });
  afterEach(async () => {
    await Promise.all(links.map((link) => link.close()));
    rmSync(base, { recursive: true, force: true });
  });

  async function open(dataDir: string): Promise<Link> {
    const link = await openLink({
      dataDir,
      kind: 'cli',
      clientId: 'client-of-bad-folders',
      vault: new FakeVault(),
      endpoints: () => ({}),
      openBackend: async (claim) => openFileBackend(dataDir, claim),
      schemaVersion: 1,
      productVersion: 'test',
      log: new FakeLog(),
      tuning: { silentMs: 300 },
    });
    links.push(link);
    return link;
  }

  // All at once: each is given the time in which its writer might come to an end.
  it('keep nobody out, whatever they are', async () => {
    await Promise.all(
      Object.entries(bad).map(async ([name, put]) => {
        const dataDir = join(base, name);
        mkdirSync(join(dataDir, 'owner'), { recursive: true });
        put(join(dataDir, 'owner', 'owner.000000000007'));
        const link = await open(dataDir);
        assert.deepEqual([link.role, link.owner()?.epoch], ['owner', 8], name);
        await link.request('project:create', { name });
      }),
    );
  });

  it('do not count when no owner can have their number', async () => {
    const dataDir = join(base, 'numbers');
    mkdirSync(join(dataDir, 'owner'), { recursive: true });
    for (const number of ['999999999999', '099999999999', '9999999999999', '000000000000', '-00000000001'])
      writeFileSync(join(dataDir, 'owner', `owner.${number}`), JSON.stringify(record));
    const link = await open(dataDir);
    assert.deepEqual([link.role, link.owner()?.epoch], ['owner', 1]);
    await link.request('project:create', { name: 'x' });
  });

  for (const [name, put] of Object.entries(badFolders)) {
    it(`are set aside as a whole where ${name} has their folder’s name`, async () => {
      put(join(base, 'owner'));
      const link = await open(base);
      assert.equal(link.role, 'owner');
      await link.request('project:create', { name });
    });
  }

  it('are waited for when they cannot be read now, with a sentence and a way out', async function () {
    if (process.geteuid?.() === 0) this.skip(); // Root may read everything.
    mkdirSync(join(base, 'owner'));
    const path = join(base, 'owner', 'owner.000000000007');
    writeFileSync(path, JSON.stringify(record));
    chmodSync(path, 0);
    const link = await open(base);
    assert.match(link.ownerSilent?.message ?? '', /cannot be read \(EACCES\)\. .*"abai take-over"/);
    await link.takeOver();
    assert.equal(link.role, 'owner');
  });

  it('of a later version are taken for an owner’s all the same', async () => {
    mkdirSync(join(base, 'owner'));
    writeFileSync(
      join(base, 'owner', 'owner.000000000007'),
      JSON.stringify({ ...record, pid: process.pid, kind: 'server', address: 'tcp://later', more: [1] }),
    );
    const link = await open(base);
    assert.match(
      link.ownerSilent?.message ?? '',
      new RegExp(`process ${process.pid}, which does not answer`),
    );
    assert.equal(link.role, 'client');
  });
});
