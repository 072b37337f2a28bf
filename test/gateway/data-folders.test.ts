import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFolder, listDataFolders, registerDataFolder } from '../../src/gateway/data-folders.ts';

describe('data folders', () => {
  let base = '';
  let environment: NodeJS.ProcessEnv = {};
  const folder = (name: string): string => {
    const path = join(base, name);
    mkdirSync(path, { recursive: true });
    return path;
  };

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'abai-folders-'));
    environment = { ABAI_CONFIG_DIR: join(base, 'config') };
  });

  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it('are listed by their last use, each once', () => {
    assert.deepEqual(listDataFolders(environment), []);
    const [one, two] = [folder('one'), folder('two')];
    registerDataFolder(one, 10, environment);
    registerDataFolder(two, 20, environment);
    registerDataFolder(one, 30, environment);
    assert.deepEqual(listDataFolders(environment), [
      { path: one, lastUsed: 30 },
      { path: two, lastUsed: 20 },
    ]);
  });

  it('that are gone are left out', () => {
    const one = folder('one');
    registerDataFolder(one, 10, environment);
    rmSync(one, { recursive: true });
    assert.deepEqual(listDataFolders(environment), []);
  });

  it('survive a file that is broken, which the next registration replaces', () => {
    mkdirSync(configFolder(environment), { recursive: true });
    const file = join(configFolder(environment), 'data-folders.json');
    for (const broken of ['', '{"fold', '{"folders":[{"path":5}]}', 'null']) {
      writeFileSync(file, broken);
      assert.deepEqual(listDataFolders(environment), []);
    }
    registerDataFolder(folder('one'), 10, environment);
    assert.equal(listDataFolders(environment).length, 1);
    assert.equal(JSON.parse(readFileSync(file, 'utf8')).folders.length, 1);
  });

  it('live in the user’s own place', () => {
    assert.equal(configFolder({ ABAI_CONFIG_DIR: base }), base);
    if (process.platform === 'linux') {
      assert.equal(configFolder({ XDG_CONFIG_HOME: '/x' }), join('/x', 'ab-ai'));
      assert.match(configFolder({}), /\.config.ab-ai$/);
    }
  });
});
