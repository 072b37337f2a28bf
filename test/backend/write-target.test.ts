import assert from 'node:assert/strict';
import { access, mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { timeOrderedIds } from '../../src/runtime/time-ordered-ids.ts';
import { World } from './world.ts';

describe('files that were not written to their end', () => {
  let world: World;
  let folder: string;
  const ids = timeOrderedIds(() => 1);
  beforeEach(async () => {
    world = await World.open();
    folder = join(world.dir, 'out');
    await mkdir(folder);
  });
  afterEach(() => world.dispose());

  const lay = async (name: string, hoursAgo = 0) => {
    const file = join(folder, name);
    await writeFile(file, 'half');
    const at = Date.now() / 1000 - hoursAgo * 3600;
    await utimes(file, at, at);
    return file;
  };
  const backUp = () => world.request('data:backup', { path: join(folder, 'b.db'), overwrite: true });

  it('are removed by the next owner, and nothing else that it finds noted', async () => {
    const half = await lay(`a.csv.${ids.next()}.unfinished`);
    await lay('mine.txt');
    await world.store.commit({
      at: 1,
      writes: [half, `${half}-wal`, join(folder, 'mine.txt')].map((file) =>
        world.store.settings.set(`unfinishedFile:${file}`, 1),
      ),
    });
    await world.backend.close();
    await world.reopen();
    assert.deepEqual(await readdir(folder), ['mine.txt']);
    const left = Object.keys(await world.store.settings.all()).filter((key) => key.startsWith('unfinished'));
    assert.deepEqual(left, []);
  });

  it('are noted while they are written, and no longer', async () => {
    await backUp();
    const backup = join(folder, 'b.db');
    await access(backup);
    assert.deepEqual(await readdir(folder), ['b.db']);
    const left = Object.keys(await world.store.settings.all()).filter((key) => key.startsWith('unfinished'));
    assert.deepEqual(left, []);
    // The backup holds the note of the moment in which it was made.
    await world.request('data:restore', { path: backup });
    await world.backend.close();
    await world.reopen();
    assert.ok(world.logged.some((line) => line.includes('.unfinished') && line.includes('b.db')));
  });

  it('of others are removed from a folder that is written to, once nobody writes them any more', async () => {
    await lay(`old.csv.${ids.next()}.unfinished`, 2);
    const young = `young.csv.${ids.next()}.unfinished`;
    await lay(young);
    await lay('somebody.unfinished', 100);
    await backUp();
    assert.deepEqual((await readdir(folder)).sort(), ['b.db', 'somebody.unfinished', young].sort());
  });
});
