import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { processStart } from '../../../src/gateway/owner/process-start.ts';

describe('processStart', () => {
  it('is the same each time for one process, and gone with it', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const exited = once(child, 'exit');
    const first = await processStart(child.pid!);
    assert.ok(first);
    assert.equal(await processStart(child.pid!), first);
    child.kill('SIGKILL');
    await exited;
    assert.equal(await processStart(child.pid!), undefined);
  });

  it('knows this process', async () => assert.ok(await processStart(process.pid)));
});
