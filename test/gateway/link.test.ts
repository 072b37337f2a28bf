import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Link, type LinkOptions, openLink } from '../../src/gateway/link.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { FakeBackend, FakeLog, FakeVault, settle } from './fake-backend.ts';
import { openFileBackend, readLines } from './file-backend.ts';

let dataDir = '';
let links: Link[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'abai-link-'));
  links = [];
});

afterEach(async () => {
  await Promise.all(links.map((link) => link.close()));
  rmSync(dataDir, { recursive: true, force: true });
});

async function join_(clientId: string, more: Partial<LinkOptions> = {}): Promise<Link> {
  const link = await openLink({
    dataDir,
    kind: 'window',
    clientId: `client-${clientId}`,
    vault: new FakeVault(),
    endpoints: () => ({}),
    openBackend: async (claim) => openFileBackend(dataDir, claim),
    schemaVersion: 1,
    productVersion: 'test',
    log: new FakeLog(),
    ...more,
    tuning: { silentMs: 400, guardMs: 50, callerMs: 300, retryMs: 200, ...more.tuning },
  });
  links.push(link);
  return link;
}

async function until(what: () => boolean, name: string): Promise<void> {
  const end = Date.now() + 8000;
  while (!what()) {
    if (Date.now() > end) throw new Error(`Not in time: ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function recordPath(): string {
  const folder = join(dataDir, 'owner');
  const names = readdirSync(folder)
    .filter((name) => name.startsWith('owner.'))
    .sort();
  return join(folder, names.at(-1)!);
}

describe('openLink', () => {
  it('makes the first the owner and the next its clients, who see each other’s events', async () => {
    const a = await join_('a');
    const b = await join_('b', { kind: 'cli' });
    assert.deepEqual([a.role, b.role], ['owner', 'client']);
    assert.equal(a.owner()?.here, true);
    assert.deepEqual(b.owner(), { ...a.owner(), here: false });
    const heard: string[] = [];
    a.onEvent((event) => heard.push(`a ${event.seq}`));
    b.onEvent((event) => heard.push(`b ${event.seq}`));
    await a.request('project:create', { name: 'from a' });
    await b.request('project:create', { name: 'from b' });
    await until(() => heard.length === 4, 'four events');
    assert.deepEqual(heard.sort(), ['a 1', 'a 2', 'b 1', 'b 2']);
    assert.deepEqual(
      (await b.request('project:list', {})).map((project) => project.name),
      ['from a', 'from b'],
    );
  });

  it('knows its own requests from those of others, and who made an event', async () => {
    const backend = new FakeBackend({
      'connection:hello': () => ({ seq: 0 }),
      'project:create': () => ({}),
    });
    const a = await join_('a', { openBackend: async () => backend });
    const b = await join_('b', { kind: 'cli' });
    await a.request('project:create', { name: 'from a' });
    await b.request('project:create', { name: 'from b' });
    await b.request('project:create', { name: 'from a page of b', requestId: 'made-by-a-page' });
    const ids = backend.calls
      .filter(({ method }) => method === 'project:create')
      .map(({ params }) => (params as { requestId: string }).requestId);
    assert.deepEqual(ids.map(a.isOwn.bind(a)), [true, false, false]);
    assert.deepEqual(ids.map(b.isOwn.bind(b)), [false, true, false]);
  });

  it('greets the next owner as one that was there before, and forgets a client that does not come back', async () => {
    const hellos: unknown[] = [];
    const backends: FakeBackend[] = [];
    const openBackend = async () => {
      const backend = new FakeBackend({
        'connection:hello': ({ clientId, returning }: { clientId: string; returning: boolean }) => {
          hellos.push([clientId, returning]);
          return { seq: 0 };
        },
        'state:sync': () => ({ reset: false, seq: 0, events: [] }),
      });
      backends.push(backend);
      return backend;
    };
    const a = await join_('a', { openBackend });
    const b = await join_('b', { openBackend });
    const c = await join_('c', { openBackend });
    assert.deepEqual(hellos.splice(0), [
      ['client-a', false],
      ['client-b', false],
      ['client-c', false],
    ]);
    await c.close();
    await until(() => backends[0]!.gone.length > 0, 'the word that it is gone');
    assert.deepEqual(backends[0]!.gone, ['client-c']);
    await a.close();
    await until(() => hellos.length > 0, 'a greeting of the next owner');
    assert.deepEqual(hellos, [['client-b', true]]);
    assert.equal(b.role, 'owner');
    assert.deepEqual(backends[1]!.gone, []);
  });

  it('elects exactly one of many that come at once', async () => {
    const all = await Promise.all(['1', '2', '3', '4', '5', '6'].map((name) => join_(name)));
    assert.equal(all.filter((link) => link.role === 'owner').length, 1);
    await Promise.all(all.map((link, n) => link.request('project:create', { name: `n${n}` })));
    assert.equal(readLines(dataDir).length, 6);
  });

  it('goes on with another owner when the first closes, without a gap or a double in events', async () => {
    const a = await join_('a');
    const b = await join_('b');
    const c = await join_('c');
    const roles: string[] = [];
    b.onRole((role) => roles.push(`b ${role}`));
    c.onRole((role) => roles.push(`c ${role}`));
    const heard: number[] = [];
    c.onEvent((event) => heard.push(event.seq));
    const work = (async () => {
      for (let n = 0; n < 40; n++) await b.request('project:create', { name: `n${n}` });
    })();
    await until(() => readLines(dataDir).length > 10, 'some work');
    await a.close();
    await work;
    await until(() => heard.length >= 40, 'forty events');
    assert.deepEqual(
      heard,
      heard.map((_seq, index) => index + 1),
    );
    assert.equal(readLines(dataDir).length, 40);
    assert.equal(roles.length, 1);
    await assert.rejects(a.request('project:list', {}), { code: 'unavailable' });
  });

  it('closes the database before anybody else can open it', async () => {
    let open = 0;
    let most = 0;
    const openBackend: LinkOptions['openBackend'] = async (claim) => {
      const backend = openFileBackend(dataDir, claim);
      most = Math.max(most, ++open);
      const close = backend.close.bind(backend);
      backend.close = async () => {
        await new Promise((resolve) => setTimeout(resolve, 150));
        await close();
        open--;
      };
      return backend;
    };
    const a = await join_('a', { openBackend });
    const b = await join_('b', { openBackend });
    const closing = a.close();
    await b.request('project:create', { name: 'meanwhile' });
    await closing;
    assert.equal(b.role, 'owner');
    assert.equal(most, 1);
  });

  it('lets an owner without the key ask the client that asked for the work, and no other', async () => {
    const vaults = { a: new FakeVault(), b: new FakeVault({ openai: 'sk-secret-of-b' }), c: new FakeVault() };
    const log = new FakeLog();
    await join_('a', { vault: vaults.a, log });
    let baseUrl = 'https://first.example';
    const b = await join_('b', { vault: vaults.b, log, endpoints: () => ({ openai: { baseUrl } }) });
    const c = await join_('c', { vault: vaults.c, log });
    const got = (await b.request('settings:load', {})).providers;
    assert.equal(got.openai?.apiKey, 'got 14');
    assert.equal(got.openai?.endpointUrl, 'https://first.example');
    assert.deepEqual(JSON.parse(got.hints?.apiKey ?? ''), { openai: 'of-b'.slice(-4) });
    baseUrl = 'https://second.example';
    assert.equal((await b.request('settings:load', {})).providers.openai?.endpointUrl, baseUrl);
    assert.equal((await c.request('settings:load', {})).providers.openai?.apiKey, 'none');
    assert.deepEqual(vaults.a.asked, []);
    assert.equal(vaults.b.asked[0], 'openai https://api.openai.com');
    assert.doesNotMatch(log.lines.join('\n'), /sk-secret/);
    assert.doesNotMatch(readFileSync(recordPath(), 'utf8'), /sk-secret/);
  });

  it('says that a key is out of reach when its window is gone', async () => {
    let vault: { get(name: string, origin: string): Promise<string | undefined> } | undefined;
    const backend = new FakeBackend({
      'connection:hello': () => ({ seq: 0 }),
      'project:list': (_params, caller) => {
        vault = caller.vault;
        return [];
      },
    });
    await join_('a', { openBackend: async () => backend });
    const b = await join_('b', { vault: new FakeVault({ openai: 'sk-1' }) });
    await b.request('project:list', {});
    assert.equal(await vault?.get('openai', 'x'), 'sk-1');
    await b.close();
    await assert.rejects(vault!.get('openai', 'x'), { code: 'unavailable', message: /window/ });
    const again = vault!.get('openai', 'x');
    await join_('b', { vault: new FakeVault({ openai: 'sk-2' }) });
    assert.equal(await again, 'sk-2');
  });

  it('refuses who does not know the token', async () => {
    const a = await join_('a');
    const path = recordPath();
    const record = JSON.parse(readFileSync(path, 'utf8'));
    const { connect } = await import('node:net');
    const { pipeConnection } = await import('../../src/gateway/owner/pipe.ts');
    const { makeNonce, prove } = await import('../../src/gateway/owner/greeting.ts');
    for (const method of ['project:list', 'owner:greet', 'greet']) {
      const connection = pipeConnection(connect(record.address));
      connection.listen();
      const { nonce } = await connection.sendRequest<{ nonce: string }>('owner:challenge', {
        nonce: makeNonce(),
      });
      const closed = new Promise<void>((resolve) => connection.onClose(() => resolve()));
      const proof = prove(method === 'greet' ? 'another-token' : '', 'client', nonce);
      const greet = { proof, clientId: 'stranger-1', kind: 'cli', protocolVersion: 1, schemaVersion: 1 };
      const answer = connection
        .sendRequest(method === 'project:list' ? method : 'owner:greet', {
          ...greet,
          productVersion: 'x',
          endpoints: {},
        })
        .then(
          () => 'answered',
          () => 'refused',
        );
      assert.equal(await Promise.race([answer, closed.then(() => 'refused')]), 'refused');
      connection.dispose();
    }
    assert.equal((await a.request('project:list', {})).length, 0);
  });

  it('sends nothing to an impostor that sits at the owner’s address', async () => {
    const { createServer } = await import('node:net');
    const { thisMachine } = await import('../../src/gateway/owner/machine.ts');
    const { OwnerRecords } = await import('../../src/gateway/owner/owner-record.ts');
    const address =
      process.platform === 'win32' ? `\\\\.\\pipe\\ab-ai-${process.pid}` : join(dataDir, 'stranger.sock');
    let said = '';
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => {
        said += data.toString();
        const id = /"id":(\d+)/.exec(data.toString())?.[1];
        const body = `{"jsonrpc":"2.0","id":${id ?? 0},"result":{"proof":"guessed","nonce":"0123456789abcdef"}}`;
        socket.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
      });
    });
    await new Promise<void>((resolve) => server.listen(address, resolve));
    const records = new OwnerRecords(join(dataDir, 'owner'), new FakeLog());
    records.claim({
      epoch: 1,
      pid: 2 ** 22 - 3,
      started: '1',
      machine: thisMachine(),
      address,
      token: 'the-token-of-a-dead-owner',
      kind: 'window',
      productVersion: 'test',
      since: 1,
    });
    const link = await join_('a', {
      endpoints: () => ({ openai: { headers: { authorization: 'sk-endpoint' } } }),
    });
    assert.equal(link.role, 'owner');
    server.close();
    assert.doesNotMatch(said, /the-token|sk-endpoint|owner:greet/);
  });

  it('steps down for a client with a newer protocol, and then says that it is too old', async () => {
    const old = await join_('old', { tuning: { protocolVersion: 1 } });
    const troubles: (string | undefined)[] = [];
    old.onOwnerSilent((trouble) => troubles.push(trouble?.reason));
    const fresh = await join_('new', { tuning: { protocolVersion: 2 }, productVersion: '9.9.9' });
    assert.equal(fresh.role, 'owner');
    await until(() => troubles.length > 0, 'word that it is too old');
    assert.deepEqual(troubles, ['newer-version']);
    await assert.rejects(old.request('project:list', {}), { code: 'unavailable', message: /9\.9\.9/ });
    await fresh.request('project:create', { name: 'x' });
  });

  it('steps down for a client with a newer schema, and is its client then, losing nothing', async () => {
    const opened: string[] = [];
    const old = await join_('old', {
      openBackend: async (claim) => {
        opened.push('old');
        return openFileBackend(dataDir, claim);
      },
    });
    let asked = 0;
    const work = Promise.all(
      Array.from({ length: 30 }, async (_value, n) => {
        await settle(n);
        asked++;
        return old.request('project:create', { name: `n${n}` });
      }),
    );
    await until(() => asked > 5, 'some work');
    const fresh = await join_('new', {
      schemaVersion: 2,
      openBackend: async (claim) => {
        opened.push('new');
        return openFileBackend(dataDir, claim);
      },
    });
    await work;
    await until(() => old.role === 'client', 'the old one to be a client');
    assert.equal(fresh.role, 'owner');
    assert.equal(readLines(dataDir).length, 30);
    assert.deepEqual(opened, ['old', 'new']);
  });

  it('serves a client with an older schema, which never opens the database', async () => {
    await join_('new', { schemaVersion: 2 });
    const old = await join_('old', {
      schemaVersion: 1,
      openBackend: async () => {
        throw new Error('An older process opened a newer database.');
      },
    });
    await old.request('project:create', { name: 'x' });
    assert.equal(old.role, 'client');
  });

  it('names another machine that owns the folder, and takes over only when told to', async () => {
    const a = await join_('a');
    await a.request('project:create', { name: 'kept' });
    const record = JSON.parse(readFileSync(recordPath(), 'utf8'));
    await a.close();
    const elsewhere = { ...record.machine, host: 'other-host', machineId: 'other', boot: 'other' };
    writeFileSync(recordPath(), JSON.stringify({ ...record, released: undefined, machine: elsewhere }));
    const b = await join_('b');
    assert.equal(b.ownerSilent?.reason, 'other-machine');
    assert.match(b.ownerSilent?.message ?? '', /other-host/);
    await assert.rejects(b.request('project:list', {}), { code: 'unavailable', message: /other-host/ });
    await b.takeOver();
    assert.equal(b.ownerSilent, undefined);
    assert.equal(b.role, 'owner');
    assert.equal((await b.request('project:list', {})).length, 1);
    await assert.rejects(b.takeOver(), { code: 'conflict' });
  });

  it('makes an owner stop when the folder was taken from it', async () => {
    const a = await join_('a');
    const record = JSON.parse(readFileSync(recordPath(), 'utf8'));
    const { OwnerRecords } = await import('../../src/gateway/owner/owner-record.ts');
    new OwnerRecords(join(dataDir, 'owner'), new FakeLog()).claim({
      ...record,
      epoch: record.epoch + 1,
      released: true,
    });
    const roles: string[] = [];
    a.onRole((role) => roles.push(role));
    await a.request('project:list', {});
    await until(() => a.owner()?.epoch === record.epoch + 2, 'a new claim');
    assert.equal((await a.request('project:list', {})).length, 0);
  });

  it('makes an owner stop when the folder was made anew under it', async () => {
    const a = await join_('a');
    rmSync(join(dataDir, 'owner'), { recursive: true });
    const b = await join_('b');
    assert.equal(b.role, 'owner');
    await until(() => a.role === 'client', 'the first to stop');
  });

  it('publishes a new address when its socket file is gone', async function () {
    if (process.platform === 'win32') this.skip();
    const a = await join_('a');
    const before = JSON.parse(readFileSync(recordPath(), 'utf8'));
    assert.ok(existsSync(before.address));
    unlinkSync(before.address);
    const b = await join_('b');
    assert.deepEqual([a.role, b.role], ['owner', 'client']);
    const after = JSON.parse(readFileSync(recordPath(), 'utf8'));
    assert.equal(after.epoch, before.epoch);
    assert.notEqual(after.address, before.address);
    await a.close();
    assert.equal(existsSync(after.address), false);
  });

  it('takes over from a record that its writer died over', async function () {
    this.timeout(15_000);
    const a = await join_('a');
    const path = recordPath();
    await a.close();
    writeFileSync(path.replace(/\d{12}$/, '000000000007'), '{"epoch":7,"pi');
    const b = await join_('b');
    assert.equal(b.owner()?.epoch, 8);
  });

  it('rejects when the data cannot be opened, and leaves the folder to the next', async () => {
    const refused = new AbaiError('store', 'This database is from a newer version.');
    await assert.rejects(
      join_('a', {
        openBackend: async () => {
          throw refused;
        },
      }),
      refused,
    );
    const b = await join_('b');
    assert.equal(b.role, 'owner');
  });

  it('closes and opens a back end that wants to begin anew, and loses nothing meanwhile', async () => {
    const opened: FakeBackend[] = [];
    const openBackend: LinkOptions['openBackend'] = async (claim) => {
      const backend = openFileBackend(dataDir, claim);
      opened.push(backend);
      return backend;
    };
    const a = await join_('a', { openBackend });
    const b = await join_('b', { openBackend });
    const heard: number[] = [];
    b.onEvent((event) => heard.push(event.seq));
    await a.request('project:create', { name: 'before' });
    opened[0]?.restart();
    await Promise.all([a, b].map((link) => link.request('project:create', { name: 'after' })));
    await until(() => heard.length === 3, 'three events');
    assert.deepEqual([opened.length, opened[0]?.closed, opened[1]?.closed], [2, true, false]);
    assert.deepEqual(heard, [1, 2, 3]);
    assert.equal(readLines(dataDir).length, 3);
  });

  it('rejects what waits when it is closed', async () => {
    const backend = new FakeBackend({
      'connection:hello': () => ({ seq: 0 }),
      'project:list': () => new Promise(() => {}),
    });
    const a = await join_('a', { openBackend: async () => backend });
    const b = await join_('b');
    const answers = [a, b].map((link) => link.request('project:list', {}));
    await settle();
    const refused = answers.map((answer) => assert.rejects(answer, { code: 'unavailable' }));
    await b.close();
    await a.close();
    await Promise.all(refused);
    assert.equal(backend.closed, true);
  });

  it('says what is wrong with a folder that cannot be used', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    await assert.rejects(join_('a', { dataDir: file }), { code: 'store', message: /is not a folder/ });
  });

  it('tells those who wait when nobody can open the data, and tries again', async () => {
    let broken = true;
    await join_('a').then(async (a) => {
      const b = await join_('b', {
        openBackend: async (claim) => {
          if (broken) throw new AbaiError('store', 'The disk is full.');
          return openFileBackend(dataDir, claim);
        },
      });
      await a.close();
      await assert.rejects(b.request('project:list', {}), { code: 'store', message: 'The disk is full.' });
      broken = false;
      await until(() => b.role === 'owner', 'another try');
      await b.request('project:create', { name: 'x' });
    });
  });

  it('takes back a request that waits for an owner', async () => {
    const a = await join_('a');
    let release: (() => void) | undefined;
    const b = await join_('b', {
      openBackend: (claim) =>
        new Promise((resolve) => {
          release = () => resolve(openFileBackend(dataDir, claim));
        }),
    });
    await a.close();
    await until(() => release !== undefined, 'the opening');
    const abort = new AbortController();
    const answer = b.request('project:list', {}, abort.signal);
    abort.abort();
    await assert.rejects(answer, { code: 'cancelled' });
    release?.();
    await b.request('project:list', {});
  });
});
