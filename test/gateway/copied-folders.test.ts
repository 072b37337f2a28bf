import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Link, openLink } from '../../src/gateway/link.ts';
import { deleteAllConfirmation } from '../../src/protocol/data.ts';
import { FakeLog, FakeVault } from './fake-backend.ts';
import { openFileBackend, readLines } from './file-backend.ts';
import { Fleet, type Worker } from './process-fleet.ts';
import { storedProjects } from './test-backend.ts';

/** What becomes of a data folder that is copied, linked or moved while a process owns it. */
describe('a data folder that is in use', function () {
  this.timeout(60_000);
  let fleet: Fleet;
  let owner: Worker;
  let base = '';
  let links: Link[] = [];

  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(async () => {
    base = mkdtempSync(join(tmpdir(), 'abai-copies-'));
    mkdirSync(join(base, 'a'));
    fleet = new Fleet();
    links = [];
    owner = fleet.spawn({ backend: 'file', dataDir: join(base, 'a'), tuning: { guardMs: 50 } });
    await owner.ready();
    await owner.request('project:create', { name: 'of a' });
  });
  afterEach(async () => {
    await Promise.all(links.map((link) => link.close()));
    await fleet.dispose();
    rmSync(base, { recursive: true, force: true });
  });

  async function open(name: string): Promise<Link> {
    const dataDir = join(base, name);
    const link = await openLink({
      dataDir,
      kind: 'cli',
      clientId: `client-${name}`,
      vault: new FakeVault(),
      endpoints: () => ({}),
      openBackend: async (claim) => openFileBackend(dataDir, claim),
      schemaVersion: 1,
      productVersion: 'test',
      log: new FakeLog(),
      tuning: { silentMs: 1000, guardMs: 50 },
    });
    links.push(link);
    return link;
  }

  async function refuses(sentence: RegExp): Promise<void> {
    for (;;) {
      const { message } = await owner.request('project:list');
      if (message) return assert.match(message, sentence);
    }
  }

  const names = (folder: string) => readLines(join(base, folder)).map(({ project }) => project.name);

  for (const [what, copy] of [
    ['cp -r', (from: string, to: string) => execFileSync('cp', ['-r', from, to])],
    ['cp -a', (from: string, to: string) => execFileSync('cp', ['-a', from, to])],
    ['Node', (from: string, to: string) => cpSync(from, to, { recursive: true })],
  ] as const) {
    it(`has an owner of its own when it is a copy (${what}), and leaves the other alone`, async () => {
      copy(join(base, 'a'), join(base, 'b'));
      const records = readdirSync(join(base, 'a', 'owner'));
      const link = await open('b');
      assert.deepEqual([link.ownerSilent, link.role, link.owner()?.here], [undefined, 'owner', true]);
      await link.request('project:create', { name: 'of b' });
      assert.deepEqual(names('b'), ['of a', 'of b']);
      assert.deepEqual(names('a'), ['of a']);
      assert.deepEqual(readdirSync(join(base, 'a', 'owner')), records);
      // The copied record named its socket.
      const other = await open('a');
      assert.equal(other.role, 'client');
      assert.equal((await owner.request('project:create', { name: 'more of a' })).code, undefined);
      assert.equal(owner.role, 'owner');
      assert.deepEqual([names('a').length, names('b').length], [2, 2]);
    });
  }

  it('is served to who comes through a link to it, by its one owner', async () => {
    symlinkSync(join(base, 'a'), join(base, 'link'));
    const link = await open('link');
    assert.equal(link.role, 'client');
    await link.request('project:create', { name: 'through the link' });
    assert.deepEqual(names('a'), ['of a', 'through the link']);
  });

  it('is let go of when it is moved: whoever comes to its new place owns it', async () => {
    renameSync(join(base, 'a'), join(base, 'moved'));
    const link = await open('moved');
    assert.equal((await link.request('project:list', {})).length, 1);
    assert.equal(link.role, 'owner');
    await link.request('project:create', { name: 'after the move' });
    assert.deepEqual(names('moved'), ['of a', 'after the move']);
    await refuses(/was moved or deleted/);
    assert.equal(existsSync(join(base, 'a')), false);
  });

  it('is let go of when it is moved and nobody comes for a while', async () => {
    renameSync(join(base, 'a'), join(base, 'moved'));
    await refuses(/was moved or deleted/);
    const [record = ''] = readdirSync(join(base, 'moved', 'owner'));
    if (process.platform === 'linux') {
      assert.equal(JSON.parse(readFileSync(join(base, 'moved', 'owner', record), 'utf8')).released, true);
    }
  });

  it('is let go of when a copy takes its place, which gets an owner of its own', async () => {
    renameSync(join(base, 'a'), join(base, 'moved'));
    cpSync(join(base, 'moved'), join(base, 'a'), { recursive: true });
    const link = await open('a');
    assert.equal(link.role, 'owner');
    await link.request('project:create', { name: 'in the copy' });
    await owner.until((message) => message.type === 'role' && message.role === 'client');
    const late = await owner.request('project:create', { name: 'of the first owner' });
    assert.equal(late.code, undefined);
    assert.deepEqual(names('a'), ['of a', 'in the copy', 'of the first owner']);
    assert.deepEqual(names('moved'), ['of a']);
  });

  for (const way of ['-r', '-al']) {
    it(`keeps all that it has when the data of a copy is deleted (cp ${way})`, async function () {
      if (process.platform !== 'linux') this.skip(); // The others' cp makes no hard links.
      const spawn = (name: string) => fleet.spawn({ backend: 'real', dataDir: join(base, name) });
      mkdirSync(join(base, 'real'));
      const first = spawn('real');
      await first.ready();
      await first.request('project:create', { name: 'to keep' });
      execFileSync('cp', [way, join(base, 'real'), join(base, 'copy')]);
      const copy = spawn('copy');
      await copy.ready();
      assert.equal(copy.role, 'owner');
      assert.equal((await copy.request('project:create', { name: 'of the copy' })).code, undefined);
      assert.equal(
        (await copy.request('data:delete-all', { confirm: deleteAllConfirmation })).code,
        undefined,
      );
      assert.equal((await first.request('project:create', { name: 'later' })).code, undefined);
      await fleet.stop();
      const { names: kept, problems } = await storedProjects('real', join(base, 'real'));
      assert.deepEqual(problems, []);
      assert.deepEqual(
        ['to keep', 'later', 'of the copy'].map((name) => kept.includes(name)),
        [true, true, false],
      );
      assert.ok(!readdirSync(join(base, 'real')).some((name) => name.includes('damaged')));
    });
  }
});
