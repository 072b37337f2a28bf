import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { Run } from '../../src/protocol/runs.ts';
import { each, RunWorld } from './run-world.ts';
import { type Call, end } from './world.ts';

const near = (usd: number | null | undefined, wanted: number) =>
  assert.ok(Math.abs(usd! - wanted) < 1e-12, `${usd} is not ${wanted}`);

describe('asking more of a run', () => {
  let at: RunWorld;
  beforeEach(async () => {
    at = await RunWorld.open();
  });
  afterEach(() => at.dispose());

  const retry = (run: Run, what: object): Promise<Run> =>
    at.world.request('run:retry', { runId: run.id, what } as never);
  const extend = (run: Run, rows?: number): Promise<Run> =>
    at.world.request('run:extend', { runId: run.id, ...(rows === undefined ? {} : { rows }) });
  const isBad = (call: Call) =>
    call.request.model.id === 'two' && /2\+2/.test(call.request.turns[0]!.content);

  /** The sums of a run are those of its cells. */
  async function requireSums(run: Run): Promise<void> {
    const cells = await at.cells(run.id);
    const sum = (of: (cell: (typeof cells)[number]) => number | null | undefined) =>
      cells.reduce((total, cell) => total + (of(cell) ?? 0), 0);
    assert.deepEqual(run.usage, {
      inputTokens: sum((cell) => cell.usage?.inputTokens),
      outputTokens: sum((cell) => cell.usage?.outputTokens),
    });
    near(
      run.cost.usd,
      sum((cell) => cell.cost?.usd),
    );
    assert.equal(run.cells.total, cells.length);
    for (const status of ['succeeded', 'failed', 'cancelled'] as const)
      assert.equal(run.cells[status], cells.filter((cell) => cell.status === status).length, status);
  }

  it('asks a cell, a row, a column or all that failed anew, and keeps the sums right', async () => {
    const run = await at.start({ checks: [{ type: 'number', expected: '{{expected}}' }] });
    const first = await at.finish(run.id, (call) =>
      isBad(call) ? new AbaiError('invalid', 'Refused.') : '4',
    );
    assert.deepEqual(first.cells, { total: 6, succeeded: 5, failed: 1, cancelled: 0 });
    near(first.cost.usd, 5 * each);
    const cell = (await at.cells(run.id))[0]!;

    const what: [object, asked: string[]][] = [
      [{ failed: true }, ['two Answer: What is 2+2?']],
      [{ cellIds: [cell.id] }, ['one Answer: What is 1+1?']],
      [{ row: 2 }, ['one Answer: What is 3+3?', 'two Answer: What is 3+3?']],
      [
        { variantId: run.variants[1]!.id },
        ['two Answer: What is 1+1?', 'two Answer: What is 2+2?', 'two Answer: What is 3+3?'],
      ],
    ];
    for (const [named, asked] of what) {
      const before = at.world.calls.length;
      const open = await retry(run, named);
      assert.equal(open.status, 'running');
      await requireSums(open);
      const done = await at.finish(run.id, () => `again ${before}`);
      assert.deepEqual(at.asked(before).sort(), asked);
      assert.deepEqual(done.cells, { total: 6, succeeded: 6, failed: 0, cancelled: 0 });
      near(done.cost.usd, 6 * each);
      await requireSums(done);
    }
    const cells = await at.cells(run.id);
    assert.ok(
      cells.every(({ checks }) => checks?.length === 1),
      'each answer is checked once',
    );
    assert.match(cells[0]!.output!, /again/);
  });

  it('counts what was spent on dropped answers against the cap', async () => {
    const run = await at.start({ models: ['one'], maxCostUsd: each * 4.5 });
    await at.finish(run.id);
    await retry(run, { row: 0 });
    const done = await at.finish(run.id);
    assert.equal(done.status, 'completed');
    near(done.cost.usd, 3 * each);
    await retry(run, { row: 1 });
    const stopped = await at.finish(run.id);
    assert.equal(stopped.status, 'paused');
    assert.match(stopped.reason!, /cost cap/);
    assert.equal(at.world.calls.length, 4);
    await at.world.request('run:resume', { runId: run.id, maxCostUsd: each * 10 });
    const raised = await at.finish(run.id);
    assert.equal(raised.status, 'completed');
    assert.equal(raised.maxCostUsd, each * 10);
  });

  it('takes cells up again in a run that is running, and none twice', async () => {
    const run = await at.start({ concurrency: 2 });
    await at.world.until(() => at.world.calls.length === 2);
    at.world.calls[0]!.fail(new AbaiError('invalid', 'Refused.'));
    await at.world.until(async () => {
      at.world.clock.pass(20);
      return (await at.get(run.id)).cells.failed === 1;
    });
    const open = await retry(run, { failed: true });
    assert.equal(open.status, 'running');
    assert.deepEqual(open.cells, { total: 6, succeeded: 0, failed: 0, cancelled: 0 });
    const done = await at.finish(run.id, () => 'later');
    assert.deepEqual(done.cells, { total: 6, succeeded: 6, failed: 0, cancelled: 0 });
    assert.equal(at.world.calls.length, 7, 'six cells, and one of them twice');
    assert.ok(!at.world.calls.some(({ signal }) => signal.aborted), 'no call in flight was given up');
    await requireSums(done);
  });

  it('leaves a paused run paused, and asks when it goes on', async () => {
    const run = await at.start({ models: ['one'], concurrency: 1 });
    (await at.world.call(0)).fail(new AbaiError('invalid', 'Refused.'));
    await at.world.until(async () => {
      at.world.clock.pass(20);
      return (await at.get(run.id)).cells.failed === 1;
    });
    await at.world.request('run:pause', { runId: run.id });
    const paused = await retry(run, { failed: true });
    assert.deepEqual([paused.status, paused.cells.failed], ['paused', 0]);
    await at.world.request('run:resume', { runId: run.id });
    const done = await at.finish(run.id);
    assert.equal(done.cells.succeeded, 3);
  });

  it('refuses what is not there', async () => {
    const run = await at.start({ models: ['one'], limit: 2 });
    await at.finish(run.id);
    await assert.rejects(retry(run, { failed: true }), /No cell of this run has failed/);
    await assert.rejects(retry(run, { row: 2 }), /Row 3 was not asked/);
    await assert.rejects(retry(run, { variantId: 'nothing' }), /no such column/);
    await assert.rejects(retry({ ...run, id: 'nothing' }, { failed: true }), /no run with this id/);
    assert.equal((await at.get(run.id)).status, 'completed');
  });

  it('goes on with the rest of the rows, step by step', async () => {
    const run = await at.start({ limit: 1 });
    const first = await at.finish(run.id);
    assert.deepEqual([first.rows, first.cells.total], [{ taken: 1, all: 3 }, 2]);
    const more = await extend(run, 1);
    assert.deepEqual([more.rows, more.status, more.cells.total], [{ taken: 2, all: 3 }, 'running', 4]);
    // Once more while it is running.
    const rest = await extend(run);
    assert.deepEqual([rest.rows, rest.cells.total], [{ taken: 3, all: 3 }, 6]);
    const done = await at.finish(run.id);
    assert.equal(done.status, 'completed');
    assert.deepEqual(done.cells, { total: 6, succeeded: 6, failed: 0, cancelled: 0 });
    assert.equal(new Set(at.asked()).size, 6);
    assert.equal(at.world.calls.length, 6);
    assert.deepEqual(
      (await at.cells(run.id)).map(({ row }) => row),
      [0, 0, 1, 1, 2, 2],
    );
    await assert.rejects(extend(run), /All rows of the table are in this run already/);
  });

  it('goes on after a crash with what was opened, its sums right', async () => {
    const run = await at.start();
    await at.finish(run.id);
    await retry(run, { row: 1 });
    await at.world.store.close();
    await at.world.reopen();
    const before = await at.get(run.id);
    assert.deepEqual([before.status, before.cells.succeeded], ['running', 4]);
    await requireSums(before);
    const done = await at.finish(run.id, () => 'after the crash');
    assert.equal(done.status, 'completed');
    await requireSums(done);
    near(done.cost.usd, 6 * each);
    const outputs = (await at.cells(run.id)).map(({ output }) => output);
    assert.deepEqual(outputs.filter((output) => output === 'after the crash').length, 2);
  });

  it('knows a cost again once the answers of unknown cost are dropped', async () => {
    const run = await at.start({ models: ['one'], limit: 2 });
    // Neither counts nor text: whatever it cost is not known.
    (await at.world.call(0)).say(end);
    const done = await at.finish(run.id);
    assert.deepEqual(done.cost, { usd: null, basis: 'unknown' });
    const unknown = (await at.cells(run.id)).find(({ cost }) => cost?.basis === 'unknown')!;
    await retry(run, { cellIds: [unknown.id] });
    const again = await at.finish(run.id);
    assert.equal(again.cost.basis, 'exact');
    near(again.cost.usd, 2 * each);
  });
});
