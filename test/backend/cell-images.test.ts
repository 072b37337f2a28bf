import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CellImages } from '../../src/backend/cell-images.ts';
import { isPublicAddress } from '../../src/backend/public-address.ts';
import { download, ForbiddenHost, RefusedDownload } from '../../src/backend/public-download.ts';
import { RunWorld } from './run-world.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70]);
const webp = Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4), Buffer.from('WEBPVP8 ')]);
const never = new AbortController().signal;

describe('images of cells', () => {
  let folder: string;
  let server: http.Server;
  let address: string;
  let fetched = 0;
  let asked = 0;
  let redirect = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'abai-images-'));
    await writeFile(join(folder, 'dot.png'), png);
    await writeFile(join(folder, 'photo.png'), jpeg);
    await writeFile(join(folder, 'notes.png'), 'no image at all');
    await writeFile(join(folder, 'huge.png'), png);
    await truncate(join(folder, 'huge.png'), 20 * 1024 * 1024 + 1);
    server = http.createServer((request, response) => {
      asked += 1;
      if (request.url === '/endless') {
        response.write(png);
        const more = setInterval(() => response.write(Buffer.alloc(1 << 20)), 1);
        response.on('close', () => clearInterval(more));
      } else if (request.url?.startsWith('/big.png')) {
        fetched += 1;
        response.write(png);
        response.end(Buffer.alloc(15_000_000 - png.length));
      } else if (request.url === '/moved') response.writeHead(302, { location: redirect }).end();
      else if (request.url === '/a.webp') response.end(webp);
      else response.writeHead(404).end('nothing');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  const images = (tableFile?: string, anywhere = true) => new CellImages({ tableFile, anywhere });
  const read = (source: string, table = join(folder, 'table.csv')) => images(table).read(source, never);
  const readStrictly = (source: string, table = join(folder, 'table.csv')) =>
    images(table, false).read(source, never);

  it('are read beside the table, by whole path, by file address and by http, their type by content', async () => {
    const data = png.toString('base64');
    for (const source of [
      'dot.png',
      './dot.png',
      join(folder, 'dot.png'),
      pathToFileURL(join(folder, 'dot.png')).href,
    ])
      assert.deepEqual(await read(source), { mimeType: 'image/png', data }, source);
    assert.equal((await read('photo.png')).mimeType, 'image/jpeg');
    assert.equal((await read(`${address}/a.webp`)).mimeType, 'image/webp');
  });

  it('are refused with a sentence that names them', async () => {
    const wrong: [source: string, reason: RegExp][] = [
      ['missing.png', /There is no image at ".*missing\.png"/],
      ['notes.png', /"notes\.png" is not an image that models take: it must be PNG, JPEG, GIF or WebP/],
      ['huge.png', /"huge\.png" is larger than 20 MB/],
      ['.', /cannot be read: it is a folder/],
      [`${address}/nothing`, /could not be fetched: its server answered 404/],
      [`${address}/endless`, /is larger than 20 MB/],
      ['http://127.0.0.1:9/a.png', /its server could not be reached/],
    ];
    for (const [source, reason] of wrong) await assert.rejects(read(source), reason);
    await assert.rejects(images().read('dot.png', never), /relative path, and the table is not from a file/);
  });

  it('are those of the table’s folder, whatever links lead to them, unless others are allowed', async () => {
    const table = join(folder, 'tables', 'table.csv');
    await mkdir(join(folder, 'tables', 'pictures'), { recursive: true });
    await mkdir(join(folder, 'tables-too'), { recursive: true });
    for (const name of [
      'tables/in.png',
      'tables/pictures/deep.png',
      'tables/..odd.png',
      'tables-too/out.png',
    ])
      await writeFile(join(folder, name), png);
    await symlink(join(folder, 'tables', 'in.png'), join(folder, 'tables', 'link.png'));
    await symlink(join(folder, 'tables-too', 'out.png'), join(folder, 'tables', 'leaves.png'));
    await symlink(join(folder, 'tables-too'), join(folder, 'tables', 'away'));
    await symlink(join(folder, 'tables'), join(folder, 'by-link'));
    const allowed = [
      'in.png',
      'pictures/deep.png',
      'pictures/../in.png',
      '..odd.png',
      'link.png',
      join(folder, 'tables', 'in.png'),
    ];
    for (const source of allowed)
      assert.equal((await readStrictly(source, table)).mimeType, 'image/png', source);
    assert.ok(await readStrictly('in.png', join(folder, 'by-link', 'table.csv')));
    const refused = [
      '../dot.png',
      '../tables-too/out.png',
      'leaves.png',
      'away/out.png',
      join(folder, 'dot.png'),
      pathToFileURL(join(folder, 'dot.png')).href,
      '/dev/zero',
      '/etc/passwd',
    ];
    for (const source of refused)
      await assert.rejects(
        readStrictly(source, table),
        /lies outside the table's folder and is not read\. Move it/,
        source,
      );
    assert.ok(await read('../dot.png', table));
    await assert.rejects(images(undefined, false).read(join(folder, 'dot.png'), never), /lies outside/);
  });

  it('are files and nothing else that has a path, and are read no further than they may be', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.png')]);
    const devices = ['/dev/zero', '/dev/random', '/dev/tty'];
    await symlink('/dev/zero', join(folder, 'zero.png'));
    for (const source of ['pipe.png', 'zero.png', ...devices])
      await assert.rejects(read(source), /cannot be read: it is a (?:pipe|device)/, source);
    // It says that it has no bytes, and has any number of them.
    if (process.platform === 'linux') {
      const from = process.memoryUsage().rss;
      await assert.rejects(read('/proc/self/pagemap'), /larger than 20 MB|cannot be read/);
      assert.ok(process.memoryUsage().rss - from < 300_000_000);
    }
  });

  it('are not fetched from this machine or its networks, by whichever name, unless that is allowed', async () => {
    const { port } = new URL(address);
    const before = asked;
    const hosts = [
      '127.0.0.1',
      'localhost',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '0',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::127.0.0.1]',
      '[64:ff9b::127.0.0.1]',
      '[2002:7f00:1::]',
      '169.254.169.254',
      '10.0.0.1',
      '172.16.5.4',
      '192.168.1.1',
      '100.64.0.1',
      '[fe80::1]',
      '[fd00::1]',
      '[fec0::1]',
    ];
    for (const host of hosts)
      await assert.rejects(
        readStrictly(`http://${host}:${port}/a.webp`),
        /was not fetched: .* this machine or one of its network/,
        host,
      );
    assert.equal(asked, before);
    assert.ok(await read(`http://localhost:${port}/a.webp`));
  });

  it('are not fetched where a redirect leads to such a place', async () => {
    const redirected = (to: string) => {
      redirect = to;
      // The first server may be asked, as one of the internet would be.
      let asked = 0;
      const allows = (ip: string) => asked++ === 0 || isPublicAddress(ip);
      return download(`${address}/moved`, { signal: never, most: 1000, allows });
    };
    for (const to of [
      'http://127.0.0.1:9/a',
      'http://[::1]/a',
      'http://169.254.169.254/latest/',
      'http://localhost/a',
      '//10.0.0.1/a',
    ])
      await assert.rejects(redirected(to), ForbiddenHost, to);
    await assert.rejects(redirected('file:///etc/passwd'), RefusedDownload);
    redirect = '/a.webp';
    assert.equal((await read(`${address}/moved`)).mimeType, 'image/webp');
    redirect = '/moved';
    await assert.rejects(read(`${address}/moved`), /its server could not be reached/);
  });

  it('may be fetched from the internet', () => {
    for (const address of [
      '8.8.8.8',
      '93.184.216.34',
      '172.32.0.1',
      '2606:4700::1111',
      '64:ff9b::808:808',
      '::ffff:8.8.8.8',
    ])
      assert.ok(isPublicAddress(address), address);
    for (const address of ['fe80::1%eth0', 'nonsense', '', '224.0.0.1', '255.255.255.255'])
      assert.ok(!isPublicAddress(address), address);
  });

  it('are looked for beside the table where it lies now', async () => {
    const at = await RunWorld.open('question,picture\nWhat is it?,dot.png\n');
    try {
      const path = join(folder, 'elsewhere.csv');
      await writeFile(path, 'question,picture\nWhat is it?,dot.png\n');
      const { dataset } = await at.world.request('dataset:import', { path });
      assert.deepEqual([dataset.id, dataset.sourceFile], [at.dataset.id, path]);
      assert.deepEqual(await at.world.request('dataset:list', {}), [dataset]);
      const prompts = [{ template: '{{question}}', images: ['{{picture}}'] }];
      const done = await at.finish((await at.start({ prompts, models: ['one'] })).id);
      assert.equal(done.cells.succeeded, 1);
    } finally {
      await at.dispose();
    }
  });

  it('are not all in memory at once, however many calls may be made', async () => {
    const rows = 16;
    const lines = Array.from({ length: rows }, (_, row) => `Row ${row}?,${address}/big.png?${row}`);
    const at = await RunWorld.open(`question,picture\n${lines.join('\n')}\n`);
    try {
      const prompts = [{ template: '{{question}}', images: ['{{picture}}'] }];
      const { id } = await at.start({ prompts, models: ['one'], concurrency: rows, anyImages: true });
      // Nobody is answered before no further image is read.
      for (let read = -1; read < fetched || read === 0; ) {
        read = fetched;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      const most = fetched;
      // 20 million characters each, of 256.
      assert.ok(most >= 9 && most <= 12, `${most} images were in memory at once`);
      await at.answerUntil(
        async () => (await at.get(id)).status === 'completed',
        () => 'Seen.',
      );
      assert.deepEqual([(await at.get(id)).cells.succeeded, fetched], [rows, rows]);
    } finally {
      await at.dispose();
    }
  });

  it('go along with the question, and fail only the cell that names a wrong one', async () => {
    const at = await RunWorld.open(
      'question,picture\nWhat is it?,dot.png\nAnd this?,missing.png\nNothing?,\n',
    );
    try {
      await writeFile(join(at.folder, 'dot.png'), png);
      const prompts = [{ template: '{{question}}', images: ['{{picture}}'] }];
      const run = await at.start({ prompts, models: ['one'] });
      const done = await at.finish(run.id);
      assert.deepEqual(done.cells, { total: 3, succeeded: 2, failed: 1, cancelled: 0 });
      const turns = at.world.calls.map(({ request }) => request.turns[0]!);
      assert.deepEqual(
        new Map(turns.map((turn) => [turn.content, 'images' in turn ? turn.images : undefined])),
        new Map([
          ['What is it?', [{ mimeType: 'image/png', data: png.toString('base64') }]],
          ['Nothing?', undefined],
        ]),
      );
      assert.match((await at.cells(run.id))[1]!.error!.message, /no image at/);
      await assert.rejects(
        at.start({ prompts: [{ template: '{{question}}', images: ['{{foto}}'] }] }),
        /no column \{\{foto\}\}/,
      );
    } finally {
      await at.dispose();
    }
  });
});
