import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CellImages } from '../../src/backend/cell-images.ts';
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
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'abai-images-'));
    await writeFile(join(folder, 'dot.png'), png);
    await writeFile(join(folder, 'photo.png'), jpeg);
    await writeFile(join(folder, 'notes.png'), 'no image at all');
    await writeFile(join(folder, 'huge.png'), png);
    await truncate(join(folder, 'huge.png'), 20 * 1024 * 1024 + 1);
    server = http.createServer((request, response) => {
      if (request.url === '/endless') {
        response.write(png);
        const more = setInterval(() => response.write(Buffer.alloc(1 << 20)), 1);
        response.on('close', () => clearInterval(more));
      } else if (request.url?.startsWith('/big.png')) {
        fetched += 1;
        response.write(png);
        response.end(Buffer.alloc(15_000_000 - png.length));
      } else if (request.url === '/a.webp') response.end(webp);
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

  const images = (table?: string) => new CellImages(globalThis.fetch, table);
  const read = (source: string, table = join(folder, 'table.csv')) => images(table).read(source, never);

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
      ['.', /is a folder: name the image in it/],
      [`${address}/nothing`, /could not be fetched: its server answered 404/],
      [`${address}/endless`, /is larger than 20 MB/],
      ['http://127.0.0.1:9/a.png', /its server could not be reached/],
    ];
    for (const [source, reason] of wrong) await assert.rejects(read(source), reason);
    await assert.rejects(images().read('dot.png', never), /relative path, and the table is not from a file/);
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
      const { id } = await at.start({ prompts, models: ['one'], concurrency: rows });
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
