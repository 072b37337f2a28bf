import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { listenAtFreshAddress } from '../../../src/gateway/owner/address.ts';
import { dial } from '../../../src/gateway/owner/dial.ts';
import { type Machine, thisMachine } from '../../../src/gateway/owner/machine.ts';
import type { OwnerRecord } from '../../../src/gateway/owner/owner-record.ts';
import { processStart } from '../../../src/gateway/owner/process-start.ts';
import { otherNode } from '../../harness/node-install.ts';

/** A listener of another process, which says where it listens. */
const listening = `
const { createServer } = require('node:net');
const address = process.argv[1].replace('NUL', String.fromCharCode(0));
createServer().listen(address, () => process.stdout.write('listening'));
`;

describe('dial', function () {
  this.timeout(60_000);
  const here = thisMachine();
  let children: ChildProcess[] = [];
  let server: Server | undefined;

  afterEach(async () => {
    for (const child of children) if (child.kill('SIGKILL')) await once(child, 'close');
    children = [];
    server?.close();
    server = undefined;
  });

  async function run(node: string, code: string, ...args: string[]): Promise<ChildProcess> {
    const child = spawn(node, ['-e', code, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout!, 'data');
    return child;
  }

  async function recordOf(pid: number, address: string, machine: Machine = here): Promise<OwnerRecord> {
    const started = await processStart(pid);
    return {
      epoch: 1,
      pid,
      ...(started ? { started } : {}),
      machine,
      address,
      token: 'a token of some length',
      kind: 'window',
      productVersion: 'test',
      since: 1,
    };
  }

  const stateOf = async (record: OwnerRecord): Promise<string> => {
    const dialled = await dial(record, here, 1500);
    if (dialled.state === 'up') dialled.socket.destroy();
    return dialled.state;
  };

  it('takes nobody for dead whose process lives: refused, missing, no address at all', async function () {
    if (process.platform === 'win32') this.skip();
    const child = await run(process.execPath, "process.stdout.write('up'); setInterval(() => {}, 1000)");
    server = createServer();
    const swept = await listenAtFreshAddress(server);
    server.close();
    for (const address of [swept, '/nowhere/x.sock', '\0ab-ai-of-nobody', 'tcp://later.version:1', '/'])
      assert.equal(await stateOf(await recordOf(child.pid!, address)), 'busy', address);
    const record = await recordOf(child.pid!, swept);
    assert.equal(await stateOf({ ...record, started: 'at another time' }), 'dead');
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.equal(await stateOf(record), 'dead');
    assert.equal(await stateOf({ ...record, machine: { ...here, pidSpace: 'of a container' } }), 'foreign');
    assert.equal(await stateOf({ ...record, machine: { ...here, netSpace: 'of a container' } }), 'dead');
    assert.equal(await stateOf({ ...record, machine: { ...here, boot: 'before' } }), 'dead');
  });

  for (const [name, node] of [
    ['this Node', () => process.execPath],
    ['another Node', otherNode],
  ] as const) {
    it(`never takes an older owner on an abstract socket for dead: ${name}`, async function () {
      if (process.platform !== 'linux') this.skip();
      const address = `ab-ai-${process.pid}-${name.replace(' ', '-')}`;
      const child = await run(node(), listening, `NUL${address}`);
      const record = await recordOf(child.pid!, `\0${address}`);
      assert.ok(['up', 'busy'].includes(await stateOf(record)));
      child.kill('SIGKILL');
      await once(child, 'close');
      assert.equal(await stateOf(record), 'dead');
    });

    it(`reaches a socket that is a file: ${name}`, async function () {
      if (process.platform === 'win32') this.skip();
      server = createServer();
      const address = await listenAtFreshAddress(server);
      server.close();
      await once(server, 'close');
      const child = await run(node(), listening, address);
      const record = await recordOf(child.pid!, address);
      assert.equal(await stateOf(record), 'up');
      // A suspended process's listener is up: whether it says anything is another question.
      child.kill('SIGSTOP');
      assert.equal(await stateOf(record), 'up');
      child.kill('SIGKILL');
      await once(child, 'close');
      assert.equal(await stateOf(record), 'dead');
    });
  }
});
