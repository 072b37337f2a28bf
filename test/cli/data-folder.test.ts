import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { describe, it } from 'mocha';
import { chooseDataFolder, usualFolder } from '../../src/cli/data-folder.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

const choice = (registered: string[], environment: Record<string, string> = {}, named?: string) =>
  chooseDataFolder({
    named,
    environment,
    registered: async () => registered,
    platform: 'linux',
  });

describe('chooseDataFolder', () => {
  it('prefers the option, then the variable, then the only one registered', async () => {
    assert.equal(await choice(['/r'], { ABAI_DATA_DIR: '/e' }, 'rel'), resolve('rel'));
    assert.equal(await choice(['/r'], { ABAI_DATA_DIR: '/e' }), resolve('/e'));
    assert.equal(await choice(['/r'], { ABAI_DATA_DIR: '' }), resolve('/r'));
  });

  it('does not ask the registry when a folder is named', async () => {
    await chooseDataFolder({
      named: '/n',
      environment: {},
      registered: () => assert.fail('asked'),
      platform: 'linux',
    });
  });

  it('lists several and asks for one', async () => {
    await assert.rejects(
      choice(['/one', '/two']),
      (error: Error) =>
        error instanceof UsageError &&
        /--data-dir/u.test(error.message) &&
        /\/one\n.*\/two/u.test(error.message),
    );
  });

  it('falls back to the usual place', async () => {
    assert.equal(await choice([], { XDG_DATA_HOME: '/x' }), join('/x', 'ab-ai'));
  });
});

describe('usualFolder', () => {
  it('follows each platform', () => {
    assert.equal(usualFolder('linux', {}, '/h'), join('/h', '.local', 'share', 'ab-ai'));
    assert.equal(
      usualFolder('linux', { XDG_DATA_HOME: 'relative' }, '/h'),
      join('/h', '.local', 'share', 'ab-ai'),
    );
    assert.equal(usualFolder('darwin', {}, '/h'), join('/h', 'Library', 'Application Support', 'ab-ai'));
    assert.equal(usualFolder('win32', { LOCALAPPDATA: '/l' }, '/h'), join('/l', 'ab-ai'));
    assert.equal(usualFolder('win32', {}, '/h'), join('/h', 'AppData', 'Local', 'ab-ai'));
  });
});
