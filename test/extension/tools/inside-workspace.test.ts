import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { type Folder, insideWorkspace, leadsOutside } from '../../../src/extension/tools/inside-workspace.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';

const failsAs = (code: string) => (error: unknown) => error instanceof AbaiError && error.code === code;

describe('paths that a model writes', () => {
  let root: string;
  let folders: Folder[];
  before(async () => {
    root = await realpath(await mkdtemp(path.join(tmpdir(), 'abai-tools-')));
    for (const folder of ['one/src', 'two', 'outside'])
      await mkdir(path.join(root, folder), { recursive: true });
    await writeFile(path.join(root, 'one/src/a.ts'), 'a');
    await writeFile(path.join(root, 'one/..b.ts'), 'b');
    await writeFile(path.join(root, 'two/c.ts'), 'c');
    await writeFile(path.join(root, 'outside/secret'), 's');
    await symlink(path.join(root, 'outside'), path.join(root, 'one/way-out'));
    await symlink(path.join(root, 'outside/secret'), path.join(root, 'one/link'));
    await symlink(path.join(root, 'one/src'), path.join(root, 'one/way-in'));
    folders = ['one', 'two'].map((name) => ({ name, path: path.join(root, name) }));
  });
  after(() => rm(root, { recursive: true }));

  it('lead to what is inside, by folder where there are several', async () => {
    const [one] = folders;
    const place = { path: path.join(root, 'one/src/a.ts'), name: 'src/a.ts' };
    for (const written of ['src/a.ts', './src/../src/a.ts', place.path, 'way-in/../src/a.ts']) {
      assert.deepEqual(await insideWorkspace([one!], written), place);
    }
    assert.equal((await insideWorkspace([one!], '..b.ts')).name, '..b.ts');
    assert.equal((await insideWorkspace(folders, 'one/src/a.ts')).name, 'one/src/a.ts');
    assert.equal((await insideWorkspace(folders, 'c.ts')).name, 'two/c.ts');
    assert.equal((await insideWorkspace([one!], '.')).path, one!.path);
    assert.equal((await insideWorkspace([one!], 'way-in/a.ts')).path, place.path);
  });

  it('lead nowhere by .., by an absolute path or by a link', async () => {
    const written = [
      '../outside/secret',
      'src/../../outside/secret',
      '..',
      '/etc/passwd',
      path.join(root, 'outside/secret'),
      `${path.join(root, 'one')}-beside`,
      'link',
      'way-out/secret',
      'way-out',
      'src/a.ts\0.png',
    ];
    for (const each of written)
      await assert.rejects(insideWorkspace([folders[0]!], each), failsAs('invalid'), each);
    await assert.rejects(insideWorkspace(folders, 'two/../../outside/secret'), failsAs('invalid'));
  });

  it('lead out by no combination of their parts', async () => {
    const part = fc.constantFrom(
      '..',
      '.',
      'src',
      'way-out',
      'way-in',
      'link',
      'secret',
      'a.ts',
      '',
      'one',
      'outside',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), fc.boolean(), async (parts, absolute) => {
        const written = parts.join('/');
        const asked = absolute ? `${folders[0]!.path}/${written}` : written;
        const place = await insideWorkspace([folders[0]!], asked).catch(() => undefined);
        if (place) assert.ok(`${place.path}/`.startsWith(`${folders[0]!.path}/`), asked);
      }),
    );
  });

  it('are said to be missing when they are, and when no folder is open', async () => {
    await assert.rejects(insideWorkspace(folders, 'nothing.ts'), failsAs('not-found'));
    await assert.rejects(insideWorkspace([], 'src/a.ts'), failsAs('not-found'));
  });

  it('of links that a search finds are known to lead outside', async () => {
    assert.equal(await leadsOutside(folders, path.join(root, 'one/link')), true);
    assert.equal(await leadsOutside(folders, path.join(root, 'one/way-in/a.ts')), false);
    assert.equal(await leadsOutside(folders, path.join(root, 'one/gone')), true);
  });
});
