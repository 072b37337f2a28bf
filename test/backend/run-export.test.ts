import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Papa from 'papaparse';
import { AbaiError } from '../../src/protocol/errors.ts';
import { type CellOf, storeRun } from '../store/stored-run.ts';
import { World } from './world.ts';

describe('the export of a run to a file', () => {
  let world: World;
  let projectId: string;
  let runId: string;
  const target = (name: string) => join(world.dir, 'out', name);
  beforeEach(async () => {
    world = await World.open();
    projectId = (await world.request('project:get', {})).id;
    await mkdir(join(world.dir, 'out'));
    runId = await storeRun(world.engine, {
      projectId,
      headers: ['text', 'note'],
      values: [
        ['=SUM(A1)', 'a "quoted"\nline'],
        ['ünïcode', ''],
        ['never asked', ''],
      ],
      models: ['openai:one', 'openai:two'],
      checks: [{ type: 'json' }],
      taken: 2,
      cells: [
        { row: 0, output: '+4', usd: 0.5, latencyMs: 20, passed: [true] },
        { row: 0, variant: 1, status: 'failed' },
        { row: 1, output: 'two', basis: 'unknown', passed: [false] },
        { row: 1, variant: 1, status: 'pending' },
      ],
    });
  });
  afterEach(() => world.dispose());

  const exported = async (format: 'csv' | 'jsonl' | 'json' | 'md', more: { neutralise?: boolean } = {}) => {
    const path = target(`answers.${format}`);
    const result = await world.request('run:export', { runId, format, path, ...more });
    const text = await readFile(path, 'utf8');
    assert.deepEqual(result, { path, rows: 2, bytes: Buffer.byteLength(text) });
    assert.deepEqual(await readdir(join(world.dir, 'out')), [`answers.${format}`]);
    return text;
  };

  it('has the columns of the table first, and formulas made harmless', async () => {
    const { data } = Papa.parse<string[]>(await exported('csv'), { skipEmptyLines: true });
    const answers = (label: string) => [label, `${label} · status`, `${label} · USD`, `${label} · checks`];
    assert.deepEqual(data, [
      ['text', 'note', ...answers('openai:one'), ...answers('openai:two')],
      ["'=SUM(A1)", 'a "quoted"\nline', '+4', 'succeeded', '0.5', '1/1', '', 'failed', '', ''],
      ['ünïcode', '', 'two', 'succeeded', '', '0/1', '', 'pending', '', ''],
    ]);
  });

  it('leaves formulas alone when told so, and replaces its own file', async () => {
    await exported('csv');
    const { data } = Papa.parse<string[]>(await exported('csv', { neutralise: false }));
    assert.equal(data[1]![0], '=SUM(A1)');
  });

  it('is one object for each cell as JSON Lines and JSON', async () => {
    const lines = (await exported('jsonl'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ row, model, status }) => [row, model, status]),
      [
        [0, 'openai:one', 'succeeded'],
        [0, 'openai:two', 'failed'],
        [1, 'openai:one', 'succeeded'],
        [1, 'openai:two', 'cancelled'],
      ],
    );
    await rm(target('answers.jsonl'));
    assert.deepEqual(JSON.parse(await exported('json')), lines);
  });

  it('is a table as Markdown', async () => {
    const lines = (await exported('md')).trimEnd().split('\n');
    assert.equal(lines.length, 4);
    assert.match(lines[2]!, /^\| =SUM\(A1\) \| a "quoted"<br>line \| \+4 \|/);
  });

  it('has every row of a run that is read in many pieces', async () => {
    const cells: CellOf[] = Array.from({ length: 1500 }, (_, row) => ({ row, output: `answer ${row}` }));
    const values = cells.map(({ row }) => [`value ${row}`]);
    const id = await storeRun(world.engine, { id: 'long', projectId, values, cells });
    const path = target('long.csv');
    assert.equal((await world.request('run:export', { runId: id, format: 'csv', path })).rows, 1500);
    const { data } = Papa.parse<string[]>(await readFile(path, 'utf8'), { skipEmptyLines: true });
    assert.equal(data.length, 1501);
    data.slice(1).forEach(([value, answer], row) => {
      assert.deepEqual([value, answer], [`value ${row}`, `answer ${row}`]);
    });
  });

  it('is whole without any cell', async () => {
    const id = await storeRun(world.engine, { id: 'empty', projectId, values: [], cells: [] });
    const path = target('empty.json');
    assert.equal((await world.request('run:export', { runId: id, format: 'json', path })).rows, 0);
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), []);
  });

  it('refuses what is no file of its own to write, and leaves nothing behind', async () => {
    const refused = async (path: string, code = 'invalid') =>
      assert.rejects(
        world.request('run:export', { runId, format: 'csv', path }),
        (error: AbaiError) => error instanceof AbaiError && error.code === code,
      );
    await mkdir(target('folder.csv'));
    await refused(target('folder.csv'));
    await refused('relative.csv');
    await refused(world.store.path);
    await refused(target('missing/answers.csv'));
    await writeFile(target('kept.csv'), 'kept');
    const stopped = new AbortController();
    stopped.abort();
    await assert.rejects(
      world.request('run:export', { runId, format: 'csv', path: target('kept.csv') }, stopped.signal),
      /stopped/,
    );
    assert.equal(await readFile(target('kept.csv'), 'utf8'), 'kept');
    assert.deepEqual((await readdir(join(world.dir, 'out'))).sort(), ['folder.csv', 'kept.csv']);
    await assert.rejects(
      world.request('run:export', { runId: 'none', format: 'csv', path: target('x.csv') }),
      /no run with this id/,
    );
  });
});
