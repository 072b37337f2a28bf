import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { extension, finished, startComparison, until } from './extension-under-test.ts';

describe('the command line in terminals', () => {
  it('is on their PATH and works on the data of the window', async function () {
    this.timeout(40_000);
    const { window } = await extension();
    const { comparison } = await startComparison('Asked in the window', ['demo:swift']);
    await finished(comparison.id);
    const variables = window.context.environmentVariableCollection;
    const added = await until('the PATH', () => variables.get('PATH'));
    const dataDir = variables.get('ABAI_DATA_DIR')?.value;
    assert.ok(dataDir);
    const folder = added.value.slice(0, -path.delimiter.length);
    const program = path.join(folder, process.platform === 'win32' ? 'abai.cmd' : 'abai');
    const { stdout } = await promisify(execFile)(program, ['history', '--json'], {
      env: { ...process.env, ABAI_DATA_DIR: dataDir },
      shell: process.platform === 'win32',
    });
    const [newest] = JSON.parse(stdout) as { id: string }[];
    assert.equal(newest?.id, comparison.id);
    assert.equal(window.link.current?.role, 'owner', 'the window lost its data to the command line');
  });
});
