import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import { type GridQuery, GridRow } from '../../src/protocol/run-views.ts';
import { type CellOf, cellStatements, type RunOf, storeRun } from '../store/stored-run.ts';
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
  const order = async (runId: string, query: GridQuery) =>
    (await grid(runId, query)).rows.map(({ row }) => row);
  const names = ['ten', 'Äpfel', '9', '100 %', 'a_b', ''];

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

  it('sorts by what cells have, nothing last in both directions', async () => {
    const cells: CellOf[] = [
      { row: 0, usd: 3, latencyMs: 20, outputTokens: 5, output: 'beta', passed: [true] },
      { row: 1, basis: 'unknown', latencyMs: 10, outputTokens: 9, output: 'Alpha', passed: [false] },
      { row: 2, usd: 1, status: 'failed', latencyMs: 30 },
      { row: 3, status: 'pending' },
      { row: 4, usd: 2, latencyMs: 5, cached: true, outputTokens: 1, output: '12', passed: [true] },
    ];
    const id = await store({
      values: [['a'], ['b'], ['c'], ['d'], ['e']],
      checks: [{ type: 'json' }],
      cells,
    });
    const by = (key: 'status' | 'output' | 'cost' | 'latency' | 'tokens' | 'passed', descending = false) =>
      order(id, { sort: { by: { variantId: `${id}-v0`, key }, descending } });
    assert.deepEqual(await by('cost'), [2, 4, 0, 1, 3]);
    assert.deepEqual(await by('cost', true), [0, 4, 2, 1, 3]);
    assert.deepEqual(await by('latency'), [1, 0, 2, 3, 4]);
    assert.deepEqual(await by('tokens', true), [1, 0, 4, 2, 3]);
    assert.deepEqual(await by('output'), [4, 1, 0, 2, 3]);
    assert.deepEqual(await by('output', true), [4, 0, 1, 2, 3]);
    assert.deepEqual(await by('status'), [2, 3, 0, 1, 4]);
    assert.deepEqual(await by('passed'), [1, 0, 4, 2, 3]);
  });

  it('sorts by a column: numbers as numbers, text in any case, nothing last', async () => {
    const values = ['b', '10', '', 'A', '9.5', '-3', '1e2', 'ab12'].map((value) => [value]);
    const id = await store({ values, taken: 1, cells: [{ row: 0 }] });
    assert.deepEqual(await order(id, { sort: { by: { column: 0 } } }), [5, 4, 1, 6, 3, 7, 0, 2]);
    assert.deepEqual(
      await order(id, { sort: { by: { column: 0 }, descending: true } }),
      [6, 1, 4, 5, 0, 7, 3, 2],
    );
    assert.deepEqual(await order(id, { sort: { by: { column: 9 } } }), [0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('filters rows by one of their cells, of a variant if named, and by all filters', async () => {
    const id = await store({
      values: [['a'], ['b'], ['c'], ['d']],
      models: ['openai:one', 'openai:two'],
      checks: [{ type: 'json' }],
      taken: 3,
      cells: [
        { row: 0, usd: 0.1, latencyMs: 100, output: 'Straße 50%', passed: [true] },
        { row: 0, variant: 1, status: 'failed' },
        { row: 1, usd: 0.3, latencyMs: 300, output: 'ÉCOLE a_b', passed: [false] },
        { row: 1, variant: 1, usd: 0.2, latencyMs: 900, output: 'plain' },
        { row: 2, basis: 'unknown', status: 'failed' },
        { row: 2, variant: 1, status: 'pending' },
      ],
    });
    const having = (...filters: NonNullable<GridQuery['filters']>) => order(id, { filters });
    assert.deepEqual(await having({ status: ['failed'] }), [0, 2]);
    assert.deepEqual(await having({ status: ['failed', 'pending'], variantId: `${id}-v1` }), [0, 2]);
    assert.deepEqual(await having({ status: [] }), []);
    assert.deepEqual(await having({ minCost: 0.2 }), [1]);
    assert.deepEqual(await having({ maxCost: 0.1 }), [0]);
    assert.deepEqual(await having({ minLatencyMs: 200, maxLatencyMs: 400 }), [1]);
    assert.deepEqual(await having({ passed: true }), [0]);
    assert.deepEqual(await having({ passed: false }), [1]);
    assert.deepEqual(await having({ text: 'école' }), [1]);
    assert.deepEqual(await having({ text: 'STRAßE' }), [0]);
    assert.deepEqual(await having({ text: '0%' }), [0]);
    assert.deepEqual(await having({ text: '_b' }), [1]);
    assert.deepEqual(await having({ status: ['failed'] }, { minCost: 0 }), [0]);
    assert.deepEqual(await grid(id, { filters: [{ text: 'nowhere to be found' }] }), { total: 0, rows: [] });
  });

  it('searches values and answers, any special character as itself', async () => {
    const id = await store({
      headers: ['name', 'note'],
      values: names.map((name, row) => [name, row === 1 ? 'says "hi"\nand goes' : 'n/a']),
      taken: 2,
      cells: [
        { row: 0, output: 'An Answer with [brackets] and *stars*' },
        { row: 1, output: 'Ωmega' },
      ],
    });
    const search = (text: string) => order(id, { search: text });
    assert.deepEqual(await search('äPFEL'), [1]);
    assert.deepEqual(await search('ωMEGA'), [1]);
    assert.deepEqual(await search('%'), [3]);
    assert.deepEqual(await search('a_b'), [4]);
    assert.deepEqual(await search('[BRACKETS] and *'), [0]);
    assert.deepEqual(await search('"hi"\nAND'), [1]);
    assert.deepEqual(await search('","'), []);
    assert.deepEqual(await search('\\'), []);
    assert.deepEqual(await search('answer'), [0]);
    const both = { search: 'n/a', sort: { by: { column: 0 }, descending: true } };
    assert.deepEqual(await order(id, both), [2, 0, 4, 3, 5]);
  });

  it('keeps the order of a running run for some seconds, and is exact when it ended', async () => {
    const id = await store({
      status: 'running',
      values: [['a'], ['b'], ['c']],
      cells: [
        { row: 0, latencyMs: 30 },
        { row: 1, latencyMs: 20 },
        { row: 2, status: 'pending' },
      ],
    });
    const sort = { by: { variantId: `${id}-v0`, key: 'latency' as const } };
    assert.deepEqual(await order(id, { sort }), [1, 0, 2]);
    const change = (sql: string) => world.engine.commit([{ sql }]);
    await change(
      `update cells set latency_ms = 10, status = 'succeeded', updated_at = 2 where row_index = 2`,
    );
    await change('update runs set updated_at = 2, succeeded_cells = 3');
    assert.deepEqual(await order(id, { sort }), [1, 0, 2]);
    world.clock.pass(2000);
    // The order before answers until the new one is made.
    assert.deepEqual(await order(id, { sort }), [1, 0, 2]);
    await world.until(async () => (await order(id, { sort }))[0] === 2);
    assert.deepEqual(await order(id, { sort }), [2, 1, 0]);
    await change('update cells set latency_ms = 50 where row_index = 2');
    await change(`update runs set updated_at = 3, status = 'completed'`);
    assert.deepEqual(await order(id, { sort }), [1, 0, 2]);
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

  it('sums up each variant', async () => {
    const id = await store({
      values: [['a'], ['b'], ['c'], ['d']],
      models: ['openai:one', 'openai:two'],
      checks: [{ type: 'json' }],
      cells: [
        { row: 0, usd: 1, ttftMs: 100, latencyMs: 1100, inputTokens: 10, outputTokens: 50, passed: [true] },
        { row: 1, usd: 2, ttftMs: 200, latencyMs: 2200, inputTokens: 20, outputTokens: 50, passed: [false] },
        { row: 2, status: 'failed', latencyMs: 99_999 },
        { row: 3, cached: true, usd: 5, latencyMs: 1, inputTokens: 99, outputTokens: 99, passed: [true] },
        { row: 0, variant: 1, basis: 'unknown', latencyMs: 400 },
        { row: 1, variant: 1, status: 'pending' },
        { row: 2, variant: 1, status: 'cancelled' },
      ],
    });
    const { variants, latencyBounds } = await world.request('run:summary', { runId: id });
    const [one, two] = variants;
    assert.deepEqual(one!.counts, { total: 4, succeeded: 3, failed: 1, cancelled: 0, cached: 1 });
    assert.deepEqual(one!.usage, { inputTokens: 30, outputTokens: 100 });
    assert.deepEqual(one!.cost, { usd: 3, basis: 'exact' });
    assert.deepEqual(one!.latency, { p50: 1650, p95: 2145 });
    assert.deepEqual(one!.ttft, { p50: 150, p95: 195 });
    assert.equal(one!.tokensPerSecond, 37.5);
    assert.equal(one!.success!.rate, 0.75);
    assert.ok(one!.success!.low > 0.3 && one!.success!.high < 0.96);
    assert.equal(one!.checks.length, 1);
    assert.deepEqual([one!.checks[0]!.name, one!.checks[0]!.passed, one!.checks[0]!.total], ['json', 2, 3]);
    assert.deepEqual(two!.counts, { total: 3, succeeded: 1, failed: 0, cancelled: 1, cached: 0 });
    assert.deepEqual(two!.cost, { usd: null, basis: 'unknown' });
    assert.equal(two!.ttft, undefined);
    assert.deepEqual(
      two!.checks.map(({ passed, total }) => [passed, total]),
      [[0, 0]],
    );
    assert.ok(latencyBounds[0]! <= 400 && latencyBounds.at(-1)! > 2200);
    assert.equal(one!.latencyHistogram.length, latencyBounds.length - 1);
    assert.equal(
      one!.latencyHistogram.reduce((a, b) => a + b),
      2,
    );
    assert.equal(two!.latencyHistogram[0], 1);
  });

  it('keeps a summary up to date while cells come, go back and are checked anew', async () => {
    const id = await store({
      status: 'running',
      values: [['a'], ['b'], ['c']],
      checks: [{ type: 'json' }],
      taken: 2,
      cells: [
        { row: 0, usd: 1, latencyMs: 10, passed: [true], updatedAt: 10_000 },
        { row: 1, status: 'pending', updatedAt: 10_000 },
      ],
    });
    const one = async () => (await world.request('run:summary', { runId: id })).variants[0]!;
    assert.equal((await one()).counts.succeeded, 1);
    const change = (...sql: string[]) => world.engine.commit(sql.map((text) => ({ sql: text })));
    await change(
      `update cells set status = 'succeeded', cost = 2, cost_basis = 'exact', updated_at = 11000 where row_index = 1`,
    );
    await world.engine.commit(cellStatements(id, [{ row: 2, usd: 3, passed: [false], updatedAt: 11_000 }]));
    const grown = await one();
    assert.deepEqual([grown.counts.total, grown.counts.succeeded, grown.cost.usd], [3, 3, 6]);
    assert.deepEqual([grown.checks[0]!.passed, grown.checks[0]!.total], [1, 2]);
    await change(
      `delete from grades where cell_id = 'r-0-0-0'`,
      `update cells set status = 'pending', cost = null, cost_basis = null, latency_ms = null, updated_at = 12000 where row_index = 0`,
    );
    const back = await one();
    assert.deepEqual([back.counts.succeeded, back.cost.usd, back.checks[0]!.total], [2, 5, 1]);
    assert.equal(back.latency, undefined);
    await change(
      'delete from grades',
      `insert into graders(id, type, name, settings, created_at) values ('new', 'check', 'json', '{}', 1)`,
      `insert into grades(id, cell_id, grader_id, verdict, created_at) values ('x', 'r-1-0-0', 'new', 'pass', 1)`,
      `update runs set settings = json_set(settings, '$.graderIds', json('["new"]'))`,
    );
    assert.deepEqual(
      (await one()).checks.map(({ passed, total }) => [passed, total]),
      [[1, 1]],
    );
  });

  it('has a summary of a run without any cell', async () => {
    const id = await store({ values: [], cells: [], checks: [{ type: 'json' }] });
    const { variants, latencyBounds } = await world.request('run:summary', { runId: id });
    assert.deepEqual(latencyBounds, []);
    assert.deepEqual(variants[0]!.cost, { usd: 0, basis: 'free' });
    assert.equal(variants[0]!.success, undefined);
    assert.deepEqual(variants[0]!.latencyHistogram, []);
    assert.deepEqual(await grid(id), { total: 0, rows: [] });
    assert.deepEqual(await grid(id, { search: 'x' }), { total: 0, rows: [] });
  });
});
