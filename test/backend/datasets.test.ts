import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { World } from './world.ts';

const fixture = (name: string) => join(import.meta.dirname, '../fixtures/files', name);
const readFixture = (name: string) => readFileSync(fixture(name));

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

  it('name the rows and lines that are ragged, and keep what has no column in one of its own', async () => {
    const { headers, values, warnings } = await imported(
      'ugly.csv',
      'a,a,\n1,2,3\n"x\ny",2\n4,5,6,7,8\n9,8,7,\n',
    );
    assert.deepEqual(headers, ['a', 'a 2', 'column 3', 'column 4']);
    assert.deepEqual(values, [
      ['1', '2', '3', ''],
      ['x\ny', '2', '', ''],
      ['4', '5', '6', '7,8'],
      ['9', '8', '7', ''],
    ]);
    assert.deepEqual(warnings, [
      'There are several columns "a"; column 2 is called "a 2".',
      'Column 3 has no name and is called "column 3".',
      'There are fewer values than columns in row 2 (line 3): the last ones are empty. Add them, or the separators between them.',
      'There are more values than columns in row 3 (line 5): the further ones are in the column "column 4". Put values with the separator in them into quotation marks.',
    ]);
  });

  it('name ten rows of many, and count the others', async () => {
    const { warnings } = await imported('short.csv', `a,b\n${'1\n'.repeat(1000)}`);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /in rows 1, 2, .*, 10 … \(\+990\) \(lines 2, 3, .*, 11 …\): /);
  });

  it('give each column a name of its own', async () => {
    const cases: [file: string, content: string, headers: string[]][] = [
      ['same.csv', readFixture('same-headers.csv').toString(), ['a', 'a 2', 'a 3']],
      ['spaces.csv', 'a, a ,A\n1,2,3\n', ['a', 'a 2', 'A']],
      ['unnamed.csv', 'column 2,,\n1,2,3\n', ['column 2', 'column 2 2', 'column 3']],
      ['taken.csv', 'a,column 3\n1,2,3\n', ['a', 'column 3', 'column 3 2']],
      [
        'fields.json',
        '[{"a":1," a":2,"a":3,"":4,"__proto__":5}]',
        ['a', 'a 2', 'a 3', 'column 4', '__proto__'],
      ],
    ];
    for (const [file, content, headers] of cases) {
      const { values, ...read } = await imported(file, content);
      assert.deepEqual(read.headers, headers, file);
      assert.deepEqual(values, [headers.map((_header, at) => `${at + 1}`)], file);
    }
  });

  it('keep what a person handed over, of each kind that went wrong once', async () => {
    const cases: [file: string, headers: string[], values: string[][], warnings: RegExp[]][] = [
      ['blank-values.csv', ['q'], [['one'], [''], ['three']], [/no value at all in row 2 \(line 3\)/]],
      ['gbk.csv', ['q'], [['你好世界，中国']], [/is not UTF-8\. .* GB18030.*--encoding/]],
      ['shift-jis.csv', ['q'], [['日本の首都は？']], [/is not UTF-8\. .* Shift-JIS.*--encoding/]],
      [
        'late-fields.jsonl',
        ['q', 'context'],
        [
          ['one', ''],
          ['two', 'more'],
        ],
        [/missing in row 1 \(line 1\)/],
      ],
      ['numbers.json', ['id', 'price', 'n'], [['1234567890123456789', '19.90', '1.0']], []],
      ['one-column.csv', ['question'], [['Hello, world'], ['How are you, and why?']], []],
      [
        'same-headers.csv',
        ['a', 'a 2', 'a 3'],
        [['1', '2', '3']],
        [/several columns "a"; column 3 is called "a 3"/],
      ],
      ['sep-line.csv', ['a', 'b', 'c'], [['1', '2', '3']], []],
      [
        'stray-quotes.csv',
        ['id', 'q'],
        [
          ['1', '"This is" not a movie'],
          ['2', 'ok'],
          ['3', 'fine'],
          ['4', 'last'],
        ],
        [/quotation mark stands where none belongs in row 1 \(line 2\)/],
      ],
    ];
    for (const [file, headers, values, warnings] of cases) {
      const read = await imported(file, readFixture(file));
      assert.deepEqual([read.headers, read.values], [headers, values], file);
      assert.equal(read.warnings.length, warnings.length, `${file}: ${read.warnings}`);
      for (const [at, sentence] of warnings.entries()) assert.match(read.warnings[at]!, sentence, file);
    }
  });

  it('have an encoding that all of the file has, or that a person names', async () => {
    const late = execFileSync(process.execPath, [fixture('late-1252.mjs')]);
    const told = await imported('late.csv', late);
    assert.deepEqual(told.values[1], ['2', 'café']);
    assert.match(told.warnings[0]!, /read as Windows-1252/);
    // The last byte of many is the only one that is not ASCII.
    const cyrillic = Buffer.from([...Buffer.from('a,b\n1,'), 0xcf, 0xf0, 0xe8, 10]);
    const path = join(folder, 'named.csv');
    await writeFile(path, cyrillic);
    const read = async (encoding?: string) => {
      const { dataset, warnings } = await world.request('dataset:import', {
        path,
        ...(encoding ? { encoding } : {}),
      });
      const [row] = await world.request('dataset:rows', { datasetId: dataset.id });
      return { value: row!.values[1], warnings };
    };
    assert.deepEqual(await read('windows-1251'), { value: 'При', warnings: [] });
    assert.deepEqual(await read('CP866'), { value: '╧Ёш', warnings: [] });
    const lost = await read('utf-8');
    assert.equal(lost.value, '\ufffd\ufffd\ufffd');
    assert.match(lost.warnings[0]!, /Characters are lost \(�\) in row 1 \(line 2\)/);
    await assert.rejects(read('klingon'), /"klingon" is no encoding/);
    await assert.rejects(read('hex'), /"hex" is no encoding/);
    await writeFile(path, Buffer.concat([Buffer.from('größe,naïve\n1,'), Buffer.from([0xe9, 10])]));
    await assert.rejects(read(), /UTF-8 that is damaged in line 2 .*--encoding utf-8/);
    assert.match((await read('utf-8')).warnings[0]!, /Characters are lost .* row 1/);
    await writeFile(path, Buffer.from('größe,x\n1,2\n', 'latin1'));
    assert.match((await read('utf-8')).warnings[0]!, /Characters are lost \(�\) in the name of column 1\./);
  });

  it('may have records of which each has fields of its own', async () => {
    const { headers, values, warnings } = await imported(
      'mixed.jsonl',
      '{}\n{"a":null,"b":[1.50, {"c": "\\u00e4"}]}\r\n{"d":true,"a":-0.0}\r{"a":1e400,"d":{"k":12345678901234567890}}',
    );
    assert.deepEqual(headers, ['a', 'b', 'd']);
    assert.deepEqual(values, [
      ['', '', ''],
      ['', '[1.50,{"c":"ä"}]', ''],
      ['-0.0', '', 'true'],
      ['1e400', '', '{"k":12345678901234567890}'],
    ]);
    assert.match(warnings[0]!, /missing in rows 1, 2, 3, 4 \(lines 1, 2, 3, 4\):/);
    const many = Array.from({ length: 2001 }, (_, at) => `"field ${at}":1`).join();
    await assert.rejects(imported('dictionary.jsonl', `{${many}}`), /more than 2000 different fields/);
    await assert.rejects(imported('fields.jsonl', '{}\n{}\n'), /none of its records has a field/);
  });

  it('are files and nothing else that has a path', async () => {
    await assert.rejects(world.request('dataset:import', { path: '/dev/zero' }), /it is a device/);
    const pipe = join(folder, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    await assert.rejects(world.request('dataset:import', { path: pipe }), /it is a pipe and no file/);
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
