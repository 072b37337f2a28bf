import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Fleet } from './process-fleet.ts';

/** Whoever finds the socket can connect; only who knows the token is served. */
describe('strangers at an owner’s door', function () {
  this.timeout(60_000);
  let fleet: Fleet;
  let sockets: Socket[] = [];

  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => {
    fleet = new Fleet();
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets = [];
    await fleet.dispose();
  });

  it('take neither its files nor its place away, however many come', async () => {
    const owner = fleet.spawn({ backend: 'real', node: withFewFiles(250) });
    await owner.ready();
    const folder = join(fleet.dataDir, 'owner');
    const record = readdirSync(folder).find((name) => name.startsWith('owner.'))!;
    const { address } = JSON.parse(readFileSync(join(folder, record), 'utf8')) as { address: string };
    await Promise.all(
      Array.from({ length: 400 }, () => {
        const socket = connect(address);
        sockets.push(socket);
        socket.on('error', () => {});
        return new Promise((resolve) => socket.once('connect', resolve));
      }),
    );
    // By the second answer it has taken in all who were waiting.
    for (let n = 0; n < 2; n++) await owner.request('connection:ping');
    const backup = await owner.request('data:backup', { path: join(fleet.dataDir, 'a.backup') });
    assert.equal(backup.message, undefined);
    for (let n = 0; n < 5; n++) {
      assert.equal((await owner.request('project:create', { name: `${n}` })).code, undefined);
    }
    const client = fleet.spawn({ backend: 'real' });
    await client.ready();
    assert.equal(client.role, 'client');
    assert.equal((await client.request('project:create', { name: 'over the pipe' })).code, undefined);
    assert.deepEqual([owner.exit, owner.role], [undefined, 'owner']);
  });

  /** A Node that may have so many files open. */
  function withFewFiles(count: number): string {
    const script = join(fleet.dataDir, 'node');
    writeFileSync(script, `#!/bin/sh\nulimit -n ${count}\nexec "${process.execPath}" "$@"\n`);
    chmodSync(script, 0o700);
    return script;
  }
});
