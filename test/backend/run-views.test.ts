import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import { type GridQuery, GridRow } from '../../src/protocol/run-views.ts';
import { type RunOf, storeRun } from '../store/stored-run.ts';
import { World } from './world.ts';

describe('the grid of a run', () => {
  let world: World;
  let projectId: string;
  beforeEach(async () => {
    world = await World.open();
    projectId = (await world.request('project:get', {})).id;
  });
  afterEach(() => world.dispose());

  const store = (run: Omit<RunOf, 'projectId'>) => storeRun(world.engine, { projectId, ...run });
  const grid = (runId: string, query: GridQuery = {}, from = 0, limit = 50) =>
    world.request('run:grid', { runId, from, limit, ...query });

  it('has rows with values and cells, and null where a row was not taken', async () => {
    const id = await store({
      headers: ['text', 'expected'],
      values: [
        ['a', '1'],
        ['b', '2'],
        ['c', '3'],
      ],
      models: ['openai:one', 'openai:two'],
      checks: [{ type: 'json' }, { type: 'contains', expected: 'x' }],
      taken: 2,
      cells: [
        {
          row: 0,
          output: 'one',
          usd: 0.5,
          latencyMs: 1200,
          ttftMs: 300,
          outputTokens: 7,
          passed: [true, false],
        },
        { row: 0, variant: 1, status: 'failed', errorCode: 'rate-limit' },
        { row: 1, status: 'pending' },
        { row: 1, variant: 1, output: 'from the cache', cached: true, usd: 0, basis: 'free', latencyMs: 1 },
      ],
    });
    const { total, rows } = await grid(id);
    assert.equal(total, 3);
    for (const row of rows) GridRow.parse(row);
    assert.deepEqual(
      rows.map(({ row, values }) => [row, ...values]),
      [
        [0, 'a', '1'],
        [1, 'b', '2'],
        [2, 'c', '3'],
      ],
    );
    assert.deepEqual(rows[0]!.cells, [
      {
        id: 'r-0-0-0',
        status: 'succeeded',
        done: 1,
        failed: 0,
        total: 1,
        text: 'one',
        cost: { usd: 0.5, basis: 'exact' },
        latencyMs: 1200,
        ttftMs: 300,
        outputTokens: 7,
        passed: 1,
        checked: 2,
      },
      { id: 'r-0-1-0', status: 'failed', done: 0, failed: 1, total: 1, errorCode: 'rate-limit' },
    ]);
    assert.deepEqual(rows[1]!.cells, [
      { id: 'r-1-0-0', status: 'pending', done: 0, failed: 0, total: 1 },
      {
        id: 'r-1-1-0',
        status: 'succeeded',
        done: 1,
        failed: 0,
        total: 1,
        text: 'from the cache',
        cost: { usd: 0, basis: 'free' },
        cached: true,
      },
    ]);
    assert.deepEqual(rows[2]!.cells, [null, null]);
  });

  it('gives pages of all rows, and none beyond the end', async () => {
    const id = await store({
      values: Array.from({ length: 25 }, (_, row) => [`v${row}`]),
      cells: Array.from({ length: 25 }, (_, row) => ({ row, output: `${row}`, latencyMs: 100 - row })),
    });
    const page = await grid(id, {}, 20, 10);
    assert.equal(page.total, 25);
    assert.deepEqual(
      page.rows.map(({ row }) => row),
      [20, 21, 22, 23, 24],
    );
    assert.deepEqual(await grid(id, {}, 25, 10), { total: 25, rows: [] });
    const sort = { by: { variantId: `${id}-v0`, key: 'latency' as const } };
    const sorted = await grid(id, { sort }, 3, 4);
    assert.deepEqual(
      sorted.rows.map(({ row, values }) => [row, ...values]),
      [21, 20, 19, 18].map((row) => [row, `v${row}`]),
    );
    assert.equal(sorted.total, 25);
  });

  it('shows at most 300 characters of values and answers', async () => {
    const long = '🙂é'.repeat(5000);
    const cut = `e${'🙂'.repeat(5000)}`;
    const id = await store({
      headers: ['a', 'b'],
      values: [[long, cut]],
      cells: [{ row: 0, output: long }],
    });
    const [row] = (await grid(id)).rows;
    for (const shown of [row!.cells[0]!.text!, row!.values[0]!]) {
      assert.equal(shown.length, 300);
      assert.ok(long.startsWith(shown));
    }
    assert.equal(row!.values[1], `e${'🙂'.repeat(149)}`);
  });

  it('shows repeats as one cell, as the most pressing of them is', async () => {
    const id = await store({
      repeats: 3,
      checks: [{ type: 'json' }],
      cells: [
        { row: 0, repeat: 0, status: 'failed', errorCode: 'timeout', latencyMs: 5000 },
        { row: 0, repeat: 1, output: 'b', usd: 1, latencyMs: 1000, outputTokens: 4, passed: [true] },
        { row: 0, repeat: 2, output: 'c', usd: 2, latencyMs: 3000, outputTokens: 6, passed: [false] },
      ],
    });
    assert.deepEqual((await grid(id)).rows[0]!.cells, [
      {
        id: 'r-0-0-1',
        status: 'failed',
        done: 2,
        failed: 1,
        total: 3,
        text: 'b',
        cost: { usd: 3, basis: 'exact' },
        latencyMs: 3000,
        outputTokens: 10,
        passed: 1,
        checked: 2,
        errorCode: 'timeout',
      },
    ]);
  });

  it('refuses a run that is not there', async () => {
    await assert.rejects(
      grid('nowhere'),
      (error: AbaiError) => error instanceof AbaiError && error.code === 'not-found',
    );
  });

  it('shows a cell with its prompt, values, events and other repeats', async () => {
    const id = await store({
      headers: ['text', 'who'],
      values: [['{{who}}', 'Ada']],
      prompts: [{ template: 'Tell {{who}}: {{text}}', system: 'For {{who}}' }],
      checks: [{ type: 'contains', expected: 'x' }],
      repeats: 2,
      cells: [
        { row: 0, output: 'said', usd: 1, latencyMs: 10, ttftMs: 5, passed: [false] },
        { row: 0, repeat: 1, status: 'pending' },
      ],
    });
    await world.engine.commit([
      { sql: `update cells set thinking = 'hm', stop_reason = 'stop', attempts = 2 where repeat_index = 0` },
      {
        sql: `insert into cell_events(cell_id, type, data, at) values ('r-0-0-0', 'retried', '{"message":"Too fast"}', 5),
          ('r-0-0-0', 'answered', null, 7)`,
      },
    ]);
    const detail = await world.request('run:cell', { cellId: `${id}-0-0-0` });
    assert.deepEqual(detail, {
      cell: {
        id: 'r-0-0-0',
        runId: 'r',
        row: 0,
        variantId: 'r-v0',
        repeat: 0,
        status: 'succeeded',
        output: 'said',
        cost: { usd: 1, basis: 'exact' },
        timing: { ttftMs: 5, totalMs: 10 },
        checks: [{ name: 'contains==x', passed: false }],
        updatedAt: 1,
      },
      prompt: 'Tell Ada: {{who}}',
      system: 'For Ada',
      values: { text: '{{who}}', who: 'Ada' },
      thinking: 'hm',
      stopReason: 'stop',
      attempts: 2,
      events: [
        { type: 'retried', at: 5, message: 'Too fast' },
        { type: 'answered', at: 7 },
      ],
      repeats: [{ id: 'r-0-0-1', repeat: 1, status: 'pending' }],
    });
    await assert.rejects(world.request('run:cell', { cellId: 'none' }), /no cell with this id/);
  });

  it('has no row in a run without any', async () => {
    const id = await store({ values: [], cells: [] });
    assert.deepEqual(await grid(id), { total: 0, rows: [] });
    assert.deepEqual(await grid(id, { search: 'x' }), { total: 0, rows: [] });
  });
});
