import assert from 'node:assert/strict';

import { cellStatements, type RunOf, storeRun } from '../store/stored-run.ts';
import { type Call, end, text, usage, World } from './world.ts';

describe('the summary of a run', () => {
  let world: World;
  let projectId: string;
  beforeEach(async () => {
    world = await World.open();
    projectId = (await world.request('project:get', {})).id;
  });
  afterEach(() => world.dispose());

  const store = (run: Omit<RunOf, 'projectId'>) => storeRun(world.engine, { projectId, ...run });

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

  it('follows a run from its start to other checks', async () => {
    const run = await world.request('run:start', {
      prompts: [{ template: 'Say yes' }],
      models: ['one', 'two'],
      repeats: 3,
      checks: [{ type: 'contains', expected: 'yes' }],
    });
    const passed = async () =>
      (await world.request('run:summary', { runId: run.id })).variants.map(({ counts, checks }) => [
        counts.total,
        counts.succeeded,
        ...checks.map((check) => `${check.name} ${check.passed}/${check.total}`),
      ]);
    assert.deepEqual(await passed(), [
      [3, 0, 'contains==yes 0/0'],
      [3, 0, 'contains==yes 0/0'],
    ]);
    const said = new Set<Call>();
    await world.until(async () => {
      for (const call of world.calls.filter((one) => !said.has(one))) {
        said.add(call);
        call.say(text(call.request.model.id === 'one' ? 'yes' : 'no'), usage(1, 2), end);
      }
      world.clock.pass(20);
      return (await world.request('run:get', { runId: run.id })).status === 'completed';
    });
    assert.deepEqual(await passed(), [
      [3, 3, 'contains==yes 3/3'],
      [3, 3, 'contains==yes 0/3'],
    ]);
    world.clock.pass(1);
    const checks = [{ type: 'contains' as const, expected: 'no' }];
    await world.request('run:recheck', { runId: run.id, checks });
    assert.deepEqual(await passed(), [
      [3, 3, 'contains==no 0/3'],
      [3, 3, 'contains==no 3/3'],
    ]);
  });

  it('has the end of a run, also for who asks while another still gets what was before', async () => {
    const id = await store({
      status: 'running',
      values: [['a'], ['b']],
      cells: [
        { row: 0, updatedAt: 5 },
        { row: 1, status: 'pending', updatedAt: 5 },
      ],
    });
    const succeeded = async () =>
      (await world.request('run:summary', { runId: id })).variants[0]!.counts.succeeded;
    assert.equal(await succeeded(), 1);
    const { factsSince } = world.store.runViews;
    let reached = () => {};
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const asked = new Promise<void>((resolve) => {
      reached = resolve;
    });
    world.store.runViews.factsSince = async (...of) => {
      const facts = await factsSince(...of);
      reached();
      await held;
      return facts;
    };
    const first = succeeded();
    await asked;
    await world.engine.commit([
      { sql: `update cells set status = 'succeeded', updated_at = 6` },
      { sql: `update runs set status = 'completed', succeeded_cells = 2, updated_at = 6` },
    ]);
    const second = succeeded();
    await new Promise((resolve) => setTimeout(resolve, 5));
    go();
    assert.deepEqual(await Promise.all([first, second]), [1, 2]);
  });

  it('is there without any cell', async () => {
    const id = await store({ values: [], cells: [], checks: [{ type: 'json' }] });
    const { variants, latencyBounds } = await world.request('run:summary', { runId: id });
    assert.deepEqual(latencyBounds, []);
    assert.deepEqual(variants[0]!.cost, { usd: 0, basis: 'free' });
    assert.equal(variants[0]!.success, undefined);
    assert.deepEqual(variants[0]!.latencyHistogram, []);
  });
});
