import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Link, type LinkOptions, openLink } from '../../src/gateway/link.ts';
import { thisMachine } from '../../src/gateway/owner/machine.ts';
import { processStart } from '../../src/gateway/owner/process-start.ts';
import { FakeBackend, FakeLog, FakeVault } from './fake-backend.ts';
import { openFileBackend } from './file-backend.ts';

/** However an owner keeps a process waiting, that says so, and goes on by itself when the owner does. */
describe('waiting for an owner', function () {
  this.timeout(30_000);
  let dataDir = '';
  let links: Link[] = [];
  let server: Server | undefined;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'abai-waits-'));
    links = [];
  });
  afterEach(async () => {
    await Promise.all(links.map((link) => link.close()));
    server?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function open(name: string, more: Partial<LinkOptions> = {}): Promise<Link> {
    const link = await openLink({
      dataDir,
      kind: 'cli',
      clientId: `client-${name}`,
      vault: new FakeVault(),
      endpoints: () => ({}),
      openBackend: async (claim) => openFileBackend(dataDir, claim),
      schemaVersion: 1,
      productVersion: 'test',
      log: new FakeLog(),
      tuning: { silentMs: 300, slowMs: 900, guardMs: 50, retryMs: 100 },
      ...more,
    });
    links.push(link);
    return link;
  }

  const whenAnswered = (link: Link): Promise<void> =>
    new Promise((resolve) => {
      const stop = link.onOwnerSilent((trouble) => {
        if (trouble) return;
        stop();
        resolve();
      });
    });

  async function assertTold(link: Link, sentence: RegExp): Promise<void> {
    assert.match(link.ownerSilent?.message ?? '', sentence);
    await assert.rejects(link.request('project:list', {}), { code: 'unavailable', message: sentence });
  }

  it('has an end while it opens the data', async () => {
    let goOn = () => {};
    const mayOpen = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let isOpening = () => {};
    const opening = new Promise<void>((resolve) => {
      isOpening = resolve;
    });
    const first = open('first', {
      openBackend: async (claim) => {
        isOpening();
        await mayOpen;
        return openFileBackend(dataDir, claim);
      },
    });
    // It owns the folder before it opens anything.
    await opening;
    const second = await open('second');
    await assertTold(second, /still opening or closing it.*"abai take-over"/);
    const answered = whenAnswered(second);
    goOn();
    await Promise.all([first, answered]);
    assert.deepEqual([second.role, await second.request('project:list', {})], ['client', []]);
  });

  it('has an end while its back end does not answer', async () => {
    let goOn = () => {};
    const mayAnswer = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let asked = 0;
    const backend = new FakeBackend({
      'connection:hello': async () => {
        if (++asked > 1) await mayAnswer;
        return { seq: 0 };
      },
      'project:list': () => [],
    });
    await open('first', { openBackend: async () => backend });
    const second = await open('second');
    await assertTold(second, /still opening or closing it/);
    const answered = whenAnswered(second);
    goOn();
    await answered;
    assert.deepEqual(await second.request('project:list', {}), []);
  });

  it('has an end while it steps down', async () => {
    let goOn = () => {};
    const mayClose = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await open('old', {
      openBackend: async (claim) => {
        const backend = openFileBackend(dataDir, claim);
        const close = backend.close.bind(backend);
        backend.close = async () => {
          await mayClose;
          await close();
        };
        return backend;
      },
    });
    const fresh = await open('fresh', { schemaVersion: 2 });
    await assertTold(fresh, /still opening or closing it/);
    const answered = whenAnswered(fresh);
    goOn();
    await answered;
    await fresh.request('project:list', {});
    assert.equal(fresh.role, 'owner');
  });

  for (const [what, answer] of [
    ['hangs up', (socket: Socket) => socket.destroy()],
    ['says nothing', () => {}],
    ['says something else', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ] as const) {
    it(`has an end while what listens in its place ${what}`, async function () {
      if (process.platform === 'win32') this.skip();
      const address = join(dataDir, 'other.sock');
      server = createServer((socket) => {
        socket.on('error', () => {});
        answer(socket);
      });
      await new Promise<void>((resolve) => server?.listen(address, resolve));
      mkdirSync(join(dataDir, 'owner'));
      const record = {
        epoch: 1,
        pid: process.pid,
        started: await processStart(process.pid),
        machine: thisMachine(),
        address,
        token: 'a token of some length',
        kind: 'window',
        productVersion: 'test',
        since: 1,
      };
      writeFileSync(join(dataDir, 'owner', 'owner.000000000001'), JSON.stringify(record));
      const link = await open('client');
      await assertTold(
        link,
        new RegExp(`VS Code window \\(process ${process.pid}\\), which does not answer`),
      );
      assert.equal(link.role, 'client');
    });
  }
});
