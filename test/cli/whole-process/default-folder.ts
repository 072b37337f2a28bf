import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { RunOptions } from '../abai-process.ts';
import { useSurroundings } from './surroundings.ts';

export function describeDefaultFolder(program: readonly string[]): void {
  describe('without a named data folder', function () {
    this.timeout(60_000);
    const world = useSurroundings(program);
    const unnamed = (folders: string[]): RunOptions => {
      const config = join(world.abai.home, 'config');
      mkdirSync(config);
      for (const folder of folders) mkdirSync(folder);
      const registered = { folders: folders.map((path, at) => ({ path, lastUsed: at + 1 })) };
      writeFileSync(join(config, 'data-folders.json'), JSON.stringify(registered));
      return { dataDir: false, env: { ABAI_CONFIG_DIR: config } };
    };

    it('uses the only one that VS Code registered', async () => {
      const folder = join(world.abai.home, 'registered');
      const options = unnamed([folder]);
      await world.compare('demo:swift', 'x', options);
      assert.ok(world.abai.files().some(({ path }) => path.startsWith(join(folder, 'ab-ai.db'))));
      assert.equal((await world.history({ dataDir: folder })).length, 1);
    });

    it('lists several and asks for one', async () => {
      const folders = [join(world.abai.home, 'one'), join(world.abai.home, 'two')];
      const { code, out, err } = await world.abai.run(['history', '--json'], unnamed(folders));
      assert.equal(code, 2);
      assert.equal(out, '');
      for (const folder of folders) assert.ok(err.includes(folder), err);
      assert.match(err, /--data-dir/u);
    });

    it('makes one in the usual place when there is none', async () => {
      const place = { XDG_DATA_HOME: join(world.abai.home, 'xdg') };
      await world.compare('demo:swift', 'x', { dataDir: false, env: place });
      assert.ok(world.abai.files().some(({ path }) => path.endsWith(join('ab-ai', 'ab-ai.db'))));
    });
  });
}
