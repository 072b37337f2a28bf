import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readLines } from './file-backend.ts';
import { missingOrDoubled } from './missing-or-doubled.ts';
import { Fleet, killOwners, type Worker } from './process-fleet.ts';
import { storedProjects } from './test-backend.ts';

describe('processes on one data folder', function () {
  this.timeout(90_000);
  let fleet: Fleet;

  beforeEach(() => {
    fleet = new Fleet();
  });

  afterEach(async () => {
    await fleet.dispose();
  });

  for (const [processes, backend] of [
    [3, 'real'],
    [6, 'real'],
    [6, 'file'],
  ] as const) {
    it(`keep every acknowledged action once: ${processes} on the ${backend} back end, the owner killed`, async () => {
      const run = await killOwners(fleet, { processes, lanes: 4, ms: 5000, atLeast: 2, backend });
      const stored = await storedProjects(backend, fleet.dataDir);
      assert.deepEqual(run.crashes, []);
      assert.ok(run.acknowledged.length > 50, `${run.acknowledged.length} acknowledged`);
      assert.deepEqual(missingOrDoubled(run.acknowledged, stored.names), { lost: [], doubled: [] });
      assert.deepEqual(stored.problems, []);
    });
  }

  it('do not usurp a suspended owner; Take Over ends it', async function () {
    if (process.platform === 'win32') this.skip();
    const tuning = { silentMs: 1000 };
    const a = fleet.spawn({ backend: 'file', tuning });
    await a.ready();
    const b = fleet.spawn({ backend: 'file', tuning });
    await b.ready();
    await b.request('project:create', { name: 'before' });
    a.child.kill('SIGSTOP');
    const waiting = b.request('project:create', { name: 'while it was silent' });
    await b.until((message) => message.type === 'trouble' && message.reason === 'silent');
    const c = fleet.spawn({ backend: 'file', tuning });
    const ready = await c.ready();
    assert.equal((ready as { trouble?: string }).trouble, 'silent');
    assert.equal((await b.request('project:list')).code, 'unavailable');
    assert.deepEqual([b.role, a.exit], ['client', undefined]);
    b.say({ type: 'take-over' });
    await b.until((message) => message.type === 'taken-over');
    await a.exited;
    assert.equal(a.exit?.signal, 'SIGKILL');
    assert.equal((await waiting).code, undefined);
    assert.deepEqual(
      readLines(fleet.dataDir).map((line) => line.project.name),
      ['before', 'while it was silent'],
    );
    assert.equal(fleet.workers.filter((worker: Worker) => worker.role === 'owner' && !worker.exit).length, 1);
  });

  it('leave a dead owner’s socket to the one that takes its place', async function () {
    if (process.platform === 'win32') this.skip();
    const socketOf = (): string => {
      const folder = join(fleet.dataDir, 'owner');
      const name = readdirSync(folder).sort().at(-1)!;
      return (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { address: string }).address;
    };
    const a = fleet.spawn({ backend: 'file' });
    await a.ready();
    const dead = socketOf();
    assert.equal(statSync(dirname(dead)).mode & 0o777, 0o700);
    a.child.kill('SIGKILL');
    await a.exited;
    assert.equal(existsSync(dead), true);
    const b = fleet.spawn({ backend: 'file' });
    await b.ready();
    assert.equal(b.role, 'owner');
    assert.deepEqual([existsSync(dead), existsSync(socketOf())], [false, true]);
    await fleet.stop();
    assert.equal(existsSync(socketOf()), false);
  });

  it('go on with a suspended owner when it wakes up', async function () {
    if (process.platform === 'win32') this.skip();
    const tuning = { silentMs: 600 };
    const a = fleet.spawn({ backend: 'file', tuning });
    await a.ready();
    const b = fleet.spawn({ backend: 'file', tuning });
    await b.ready();
    a.child.kill('SIGSTOP');
    const waiting = b.request('project:create', { name: 'late' });
    await b.until((message) => message.type === 'trouble' && message.reason === 'silent');
    a.child.kill('SIGCONT');
    assert.equal((await waiting).code, undefined);
    await b.until((message) => message.type === 'trouble' && message.reason === undefined);
    assert.equal(readLines(fleet.dataDir).length, 1);
    assert.equal((await b.request('project:create', { name: 'x' })).code, undefined);
    assert.equal(b.role, 'client');
  });

  it('see each other’s events, and ask the one that has the key', async () => {
    const a = fleet.spawn({ backend: 'file', tellEvents: true });
    await a.ready();
    const b = fleet.spawn({ backend: 'file', tellEvents: true, keys: { openai: 'sk-of-b' } });
    await b.ready();
    await a.request('project:create', { name: 'from a' });
    await b.request('project:create', { name: 'from b' });
    for (const worker of [a, b]) {
      for (const seq of [1, 2])
        await worker.until((message) => message.type === 'event' && message.seq === seq);
    }
    type Got = { providers: { openai: { apiKey: string } } };
    assert.equal(((await b.request('settings:load')).result as Got).providers.openai.apiKey, 'got 7');
    assert.equal(((await a.request('settings:load')).result as Got).providers.openai.apiKey, 'none');
  });
});
