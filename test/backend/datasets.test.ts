import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { World } from './world.ts';

describe('datasets', () => {
  let world: World;
  let folder: string;
  before(async () => {
    world = await World.open();
    folder = await mkdtemp(join(tmpdir(), 'abai-datasets-'));
  });
  after(async () => {
    await world.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function imported(name: string, content: string | Buffer) {
    const path = join(folder, name);
    await writeFile(path, content);
    const { dataset, warnings } = await world.request('dataset:import', { path });
    const rows = await world.request('dataset:rows', { datasetId: dataset.id });
    return { dataset, warnings, headers: dataset.headers, values: rows.map((row) => row.values) };
  }

  const plain = {
    headers: ['a', 'b'],
    values: [
      ['1', 'ä'],
      ['x\ny', '"q"'],
    ],
  };
  const csv = 'a,b\n1,ä\n"x\ny","""q"""\n';
  const forms: [name: string, file: string, content: string | Buffer][] = [
    ['CSV', 'plain.csv', csv],
    ['CSV with a mark and CRLF', 'bom.csv', `\ufeffa,b\r\n1,ä\r\n"x\ny","""q"""\r\n`],
    ['semicolons', 'semi.csv', csv.replaceAll(',', ';')],
    ['tabs', 'tabs.tsv', csv.replaceAll(',', '\t')],
    ['UTF-16', 'utf16.csv', Buffer.from(`\ufeff${csv}`, 'utf16le')],
    ['Latin-1', 'latin1.csv', Buffer.from(csv, 'latin1')],
    ['no line break at the end', 'end.csv', csv.trimEnd()],
    ['JSON', 'records.json', '[{"a":1,"b":"ä"},{"a":"x\\ny","b":"\\"q\\""}]'],
    ['JSON Lines', 'records.jsonl', '{"a":1,"b":"ä"}\n\n{"a":"x\\ny","b":"\\"q\\""}'],
  ];
  for (const [name, file, content] of forms) {
    it(`read ${name}`, async () => {
      const { headers, values, warnings } = await imported(file, content);
      assert.deepEqual({ headers, values }, plain);
      assert.deepEqual(warnings, []);
    });
  }

  it('name the lines of ragged rows and the columns without a name of their own', async () => {
    const { headers, values, warnings } = await imported('ugly.csv', 'a,a,\n1,2,3\n"x\ny",2\n4,5,6,7\n');
    assert.deepEqual(headers, ['a', 'a 2', 'column 3']);
    assert.deepEqual(values, [
      ['1', '2', '3'],
      ['x\ny', '2', ''],
      ['4', '5', '6'],
    ]);
    assert.deepEqual(warnings, [
      'Line 1: there are several columns "a"; this one is called "a 2".',
      'Line 1: column 3 has no name and is called "column 3".',
      'Line 3 has 2 values for 3 columns.',
      'Line 5 has 4 values for 3 columns.',
    ]);
  });

  it('are the same dataset when the same rows come again', async () => {
    const first = await imported('once.csv', 'k,v\n1,2\n');
    const again = await imported('copy.csv', 'k;v\r\n1;2\r\n');
    assert.equal(again.dataset.id, first.dataset.id);
  });

  it('say what is wrong with a file and keep nothing of it', async () => {
    const before = (await world.request('dataset:list', {})).length;
    await assert.rejects(world.request('dataset:import', { path: join(folder, 'none.csv') }), /no such file/);
    await assert.rejects(world.request('dataset:import', { path: folder }), /it is a folder/);
    await assert.rejects(imported('empty.csv', ''), /is empty/);
    await assert.rejects(imported('header.csv', 'a,b\n'), /no rows/);
    await assert.rejects(imported('broken.json', '[{'), /not valid JSON/);
    await assert.rejects(imported('inside.json', '[{"a":1},{"a":}]'), /not valid JSON \(record 2\)/);
    await assert.rejects(imported('scalar.json', '3'), /array of objects/);
    await assert.rejects(imported('broken.jsonl', '{"a":1}\n{"a":'), /line 2 is not valid JSON/);
    const open = `a,b\n1,2\n3,"never closed\n${'x'.repeat(17_000_000)}`;
    await assert.rejects(imported('open.csv', open), /begins in line 3 does not end within 16 MB/);
    await assert.rejects(imported('binary.csv', Buffer.from([1, 0, 2, 3, 4, 5])), /not text/);
    assert.equal((await world.request('dataset:list', {})).length, before);
  });

  it('can be asked for one by one, in whichever project they are', async () => {
    const { dataset } = await imported('alone.csv', 'only\none\n');
    const { id } = await world.request('project:create', { name: 'Another' });
    await world.request('project:switch', { projectId: id });
    const listed = await world.request('dataset:list', {});
    assert.deepEqual(listed, []);
    assert.deepEqual(await world.request('dataset:get', { datasetId: dataset.id }), dataset);
    await assert.rejects(world.request('dataset:get', { datasetId: 'none' }), { code: 'not-found' });
    // A draft that was written there starts there.
    const setup = { datasetId: dataset.id, prompts: [{ template: '{{only}}' }], models: ['one'] };
    assert.equal((await world.request('run:start', setup)).projectId, dataset.projectId);
    await assert.rejects(
      world.request('run:start', { ...setup, projectId: id }),
      /belongs to another project/,
    );
    await world.request('project:switch', { projectId: dataset.projectId });
  });

  it('hold many rows in their order', async () => {
    const count = 5000;
    const lines = Array.from({ length: count }, (_, at) => `${at},"row ${at}"`);
    const { dataset } = await imported('many.csv', `n,text\n${lines.join('\n')}\n`);
    assert.equal(dataset.rowCount, count);
    const last = await world.request('dataset:rows', { datasetId: dataset.id, from: count - 2, limit: 10 });
    assert.deepEqual(
      last.map((row) => row.values),
      [
        [`${count - 2}`, `row ${count - 2}`],
        [`${count - 1}`, `row ${count - 1}`],
      ],
    );
  });
});
