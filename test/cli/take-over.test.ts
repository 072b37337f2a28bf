import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../../src/cli/program.ts';
import { thisMachine } from '../../src/gateway/owner/machine.ts';
import { processStart } from '../../src/gateway/owner/process-start.ts';
import { otherNode } from '../harness/node-install.ts';
import { Abai, fromSource } from './abai-process.ts';
import { FakeClient, fakeContext } from './fake-context.ts';

describe('abai take-over', function () {
  this.timeout(90_000);

  it('takes nothing from an owner that answers', async () => {
    const fake = new FakeClient();
    const context = fakeContext({ connect: fake.connect });
    assert.equal(await runProgram(['take-over'], context, () => ''), 0);
    assert.match(context.printed.out, /nothing to take over/);
    assert.deepEqual([fake.requests, fake.closed], [[], true]);
  });

  it('says what is wrong with one that does not, and with the folder after that', async () => {
    const fake = new FakeClient({
      'connection:ping': () => {
        throw new Error('still broken');
      },
    });
    fake.trouble = 'Process 7 does not answer.';
    const context = fakeContext({ connect: fake.connect });
    assert.equal(await runProgram(['take-over'], context, () => ''), 1);
    assert.match(context.printed.note, /Process 7 does not answer.\nabai: .*still broken/);
    assert.deepEqual([fake.trouble, fake.closed], [undefined, true]);
  });

  it('is the way out when an older version owns the folder where this one cannot reach it', async function () {
    if (process.platform !== 'linux') this.skip();
    const abai = new Abai(fromSource);
    let window: ChildProcess | undefined;
    try {
      const name = `ab-ai-${process.pid}-of-an-older-window`;
      const code = `require('node:net').createServer().listen('\\0${name}', () => process.stdout.write('up'))`;
      window = spawn(otherNode(), ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
      const gone = once(window, 'close');
      await once(window.stdout!, 'data');
      const pid = window.pid!;
      mkdirSync(join(abai.dataDir, 'owner'), { recursive: true });
      // As the versions before this one wrote it.
      writeFileSync(
        join(abai.dataDir, 'owner', 'owner.000000000003'),
        JSON.stringify({
          pid,
          started: await processStart(pid),
          kind: 'window',
          productVersion: '0.1.0',
          epoch: 3,
          machine: thisMachine(),
          address: `\0${name}`,
          token: 'a token of some length',
          since: 1,
        }),
      );
      const refused = await abai.run(['history', '--json']);
      assert.equal(refused.code, 1);
      assert.match(refused.err, new RegExp(`VS Code window \\(process ${pid}\\) with an older A-B/AI`));
      assert.match(refused.err, /Reload that window.*"abai take-over"/);
      assert.equal(window.exitCode ?? window.signalCode, null);
      const taken = await abai.run(['take-over']);
      assert.deepEqual([taken.code, taken.out], [0, 'The data folder was taken over.\n'], taken.err);
      await gone;
      assert.equal(window.signalCode, 'SIGKILL');
      assert.deepEqual((await abai.json(['history', '--json'])).value, []);
    } finally {
      window?.kill('SIGKILL');
      await abai.dispose();
    }
  });
});
