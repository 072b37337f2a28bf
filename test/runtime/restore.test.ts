import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Link, openLink } from '../../src/gateway/link.ts';
import { environmentVault } from '../../src/runtime/environment.ts';
import { openBackend } from '../../src/runtime/open-backend.ts';
import { productRoot } from '../../src/runtime/product-root.ts';
import { redactingLog } from '../../src/runtime/redacting-log.ts';

describe('a restore while windows have the data open', () => {
  let dir: string;
  const links: Link[] = [];
  const log = redactingLog(() => {});
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'abai-restore-'));
  });
  afterEach(async () => {
    for (const link of links.splice(0)) await link.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function window(clientId: string): Promise<Link> {
    const dataDir = join(dir, 'data');
    const link = await openLink({
      dataDir,
      kind: 'window',
      clientId,
      vault: environmentVault([], {}),
      endpoints: () => ({}),
      openBackend: () =>
        openBackend({ productRoot: productRoot(import.meta.url), dataDir, productVersion: '0.0.0', log }),
      schemaVersion: 1,
      productVersion: '0.0.0',
      log,
    });
    links.push(link);
    return link;
  }

  const names = async (link: Link) => (await link.request('project:list', {})).map(({ name }) => name).sort();

  it('has all of them begin anew with the restored data', async () => {
    const owner = await window('window-1');
    const client = await window('window-2');
    const path = join(dir, 'backup.db');
    await owner.request('project:create', { name: 'Before' });
    await client.request('data:backup', { path });
    await owner.request('project:create', { name: 'After' });
    const told = (link: Link) =>
      new Promise<void>((resolve) => {
        link.onReset(resolve);
      });
    const replaced = (link: Link) =>
      new Promise<void>((resolve) => {
        link.onEvent((event) => {
          if (event.type === 'data:replaced') resolve();
        });
      });
    const waits = [owner, client].flatMap((link) => [told(link), replaced(link)]);

    const { keptAs } = await client.request('data:restore', { path });
    await Promise.all(waits);

    for (const link of [owner, client]) assert.deepEqual(await names(link), ['Before', 'My Project']);
    await owner.request('project:create', { name: 'Later' });
    assert.deepEqual(await names(client), ['Before', 'Later', 'My Project']);
    const files = await readdir(join(dir, 'data'));
    assert.ok(files.includes(keptAs.slice(join(dir, 'data').length + 1)));
    assert.deepEqual(
      files.filter((name) => /checking|restore-/u.test(name) && !name.includes('before-restore')),
      [],
    );
  });
});
