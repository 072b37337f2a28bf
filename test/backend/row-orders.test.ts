import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { GridQuery } from '../../src/protocol/run-views.ts';
import { type CellOf, type RunOf, storeRun } from '../store/stored-run.ts';
import { World } from './world.ts';

describe('the order of rows in a grid', () => {
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

  it('sorts shares by their value, and takes a dash for a minus sign', async () => {
    const shares = readFileSync(new URL('../fixtures/files/percent-sort.csv', import.meta.url), 'utf8');
    const values = shares
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const id = await store({
      values: [...values, ['e', '12 %'], ['f', '–9']],
      taken: 1,
      cells: [{ row: 0 }],
    });
    assert.deepEqual(await order(id, { sort: { by: { column: 1 } } }), [5, 3, 0, 4, 1, 2]);
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
    assert.deepEqual(await order(id, both), [3, 2, 0, 4, 5]);
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

  it('makes one order at a time of a run that changes all the while', async () => {
    const id = await store({
      status: 'running',
      values: [['a'], ['b']],
      cells: [
        { row: 0, latencyMs: 2 },
        { row: 1, latencyMs: 1 },
      ],
    });
    const sort = { by: { variantId: `${id}-v0`, key: 'latency' as const } };
    await order(id, { sort });
    const { sortNumbers } = world.store.runViews;
    let asked = 0;
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    world.store.runViews.sortNumbers = async (...of) => {
      asked += 1;
      await held;
      return sortNumbers(...of);
    };
    world.clock.pass(60_000);
    for (let at = 2; at < 6; at++) {
      await world.engine.commit([{ sql: `update runs set updated_at = ${at}` }]);
      assert.deepEqual(await order(id, { sort }), [1, 0]);
    }
    go();
    assert.equal(asked, 1);
  });

  it('gives up when nobody waits any more, and begins anew for the next', async () => {
    const values = Array.from({ length: 5 }, (_, row) => [`value ${row}`]);
    const id = await store({ values, cells: values.map((_, row) => ({ row, output: 'x' })) });
    const gone = new AbortController();
    gone.abort();
    const query = { runId: id, from: 0, limit: 10, search: 'value 3' };
    await assert.rejects(world.request('run:grid', query, gone.signal), /Nobody waits/);
    const [first, second] = await Promise.all([
      world.request('run:grid', query),
      world.request('run:grid', query),
    ]);
    assert.equal(first.rows[0]!.row, 3);
    assert.deepEqual(second, first);
  });
});
