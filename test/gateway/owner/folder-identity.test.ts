import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeldFolder, identityOf, isSameFolder } from '../../../src/gateway/owner/folder-identity.ts';

describe('which folder it is', () => {
  let base = '';
  let a = '';

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'abai-identity-'));
    a = join(base, 'a');
    mkdirSync(a);
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it('is told by its inode, through links and moves, and not by its name', function () {
    const before = identityOf(a);
    cpSync(a, join(base, 'copy'), { recursive: true });
    assert.equal(isSameFolder(identityOf(join(base, 'copy')), before), false);
    if (process.platform === 'win32') this.skip();
    symlinkSync(a, join(base, 'link'));
    assert.deepEqual(identityOf(join(base, 'link')), before);
    renameSync(a, join(base, 'moved'));
    assert.equal(isSameFolder(identityOf(join(base, 'moved')), before), true);
    renameSync(join(base, 'copy'), a);
    assert.equal(isSameFolder(identityOf(a), before), false);
  });

  it('is told by its path where there are no inodes', () => {
    assert.equal(isSameFolder({ path: a, inode: '' }, { path: a, inode: '1:2' }), true);
    assert.equal(isSameFolder({ path: a, inode: '' }, { path: base, inode: '1:2' }), false);
  });

  it('is known to who holds it when its path leads elsewhere', function () {
    if (process.platform === 'win32') this.skip();
    const held = new HeldFolder(a);
    assert.equal(held.isInPlace(), true);
    renameSync(a, join(base, 'moved'));
    assert.equal(held.isInPlace(), false);
    if (process.platform === 'linux') assert.deepEqual(identityOf(held.path).inode, held.identity.inode);
    cpSync(join(base, 'moved'), a, { recursive: true });
    assert.equal(held.isInPlace(), false);
    held.release();
  });
});
