import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { isSwept, listenAtFreshAddress, sweep } from '../../../src/gateway/owner/address.ts';
import { longestSocketPath, socketFolders } from '../../../src/gateway/owner/socket-folder.ts';

describe('the folder of sockets', () => {
  const user = process.geteuid?.() ?? 0;
  let base = '';

  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => {
    base = mkdtempSync('/tmp/abai-s-');
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  function first(environment: Record<string, string>): string {
    const { value, done } = socketFolders(environment, base).next();
    assert.ok(!done);
    const found = lstatSync(value);
    assert.deepEqual([found.isDirectory(), found.uid, found.mode & 0o777], [true, user, 0o700], value);
    assert.ok(Buffer.byteLength(value) < longestSocketPath - 20, value);
    return value;
  }

  it('is the one of this login, else one of this user among the temporary files', () => {
    assert.equal(first({ XDG_RUNTIME_DIR: base, TMPDIR: '/nowhere' }), join(base, 'ab-ai'));
    assert.equal(first({ TMPDIR: base }), join(base, `ab-ai-${user}`));
    assert.equal(first({ XDG_RUNTIME_DIR: 'relative', TMPDIR: base }), join(base, `ab-ai-${user}`));
    assert.equal(first({ XDG_RUNTIME_DIR: join(base, 'gone'), TMPDIR: base }), join(base, `ab-ai-${user}`));
    assert.equal(first({}), `/tmp/ab-ai-${user}`);
  });

  it('has a short path where that of the temporary files is long', () => {
    const long = join(base, 'x'.repeat(90), 'y'.repeat(90));
    mkdirSync(long, { recursive: true });
    assert.equal(first({ XDG_RUNTIME_DIR: long, TMPDIR: long }), `/tmp/ab-ai-${user}`);
    // Counted in bytes, as the kernel does.
    const wide = join(base, 'ü'.repeat(40));
    mkdirSync(wide);
    assert.equal(first({ TMPDIR: wide }), `/tmp/ab-ai-${user}`);
  });

  it('is made private when it is this user’s and is open to others', () => {
    mkdirSync(join(base, 'ab-ai'));
    chmodSync(join(base, 'ab-ai'), 0o777);
    assert.equal(first({ XDG_RUNTIME_DIR: base }), join(base, 'ab-ai'));
  });

  for (const [what, put] of [
    ['a file', (path: string) => writeFileSync(path, '')],
    ['a link to a folder', (path: string) => symlinkSync(base, path)],
    ['a link to nothing', (path: string) => symlinkSync(join(base, 'nothing'), path)],
  ] as const) {
    it(`is another one where ${what} stands in its place`, () => {
      put(join(base, 'ab-ai'));
      put(join(base, `ab-ai-${user}`));
      const folders = [...socketFolders({ XDG_RUNTIME_DIR: base, TMPDIR: base }, base)];
      assert.ok(folders.every((folder) => lstatSync(folder).isDirectory()));
      const own = folders.filter((folder) => dirname(folder) === base);
      assert.equal(own.length, 1);
      assert.match(own[0]!, /\/ab-ai\.\w{6}$/);
      assert.equal(statSync(own[0]!).mode & 0o777, 0o700);
      for (const folder of folders) if (/ab-ai\.\w{6}$/.test(folder)) rmSync(folder, { recursive: true });
    });
  }

  it('is another one where somebody else’s stands in its place', function () {
    if (user !== 0) this.skip(); // Only root can give a folder away.
    mkdirSync(join(base, 'ab-ai'));
    chownSync(join(base, 'ab-ai'), 12_345, 12_345);
    assert.equal(first({ XDG_RUNTIME_DIR: base, TMPDIR: base }), join(base, `ab-ai-${user}`));
    // Nor does it make one in another user's login.
    rmSync(join(base, 'ab-ai'), { recursive: true });
    chownSync(base, 12_345, 12_345);
    assert.equal(first({ XDG_RUNTIME_DIR: base }), `/tmp/ab-ai-${user}`);
    assert.equal(existsSync(join(base, 'ab-ai')), false);
  });

  it('holds an address that is swept by name, and only if it is a socket', async () => {
    const server = createServer();
    const address = await listenAtFreshAddress(server);
    assert.equal(statSync(dirname(address)).mode & 0o777, 0o700);
    assert.equal(isSwept(address), false);
    sweep(address);
    assert.equal(isSwept(address), true);
    server.close();
    const file = join(base, 'letter.sock');
    writeFileSync(file, 'to keep');
    sweep(file);
    sweep(base);
    assert.ok(existsSync(file));
  });
});
