import assert from 'node:assert/strict';
import { RunWorld } from './run-world.ts';

describe('deleted runs', () => {
  let at: RunWorld;
  beforeEach(async () => {
    at = await RunWorld.open();
  });
  afterEach(() => at.dispose());

  const remove = (runId: string) => at.world.request('run:delete', { runId });
  const restore = (runId: string) => at.world.request('run:restore', { runId });
  const count = async (table: string) =>
    Number((await at.world.engine.read(`select count(*) as count from ${table}`))[0]!.count);

  it('are hidden at once, stopped, and come back whole within ten seconds', async () => {
    const run = await at.start({ concurrency: 2, checks: [{ type: 'json' }] });
    await at.world.call(1);
    const { undoableUntil } = await remove(run.id);
    assert.equal(undoableUntil, at.world.clock.now() + 10_000);
    assert.ok(at.world.calls.every(({ signal }) => signal.aborted));
    assert.deepEqual(await at.world.request('run:list', {}), []);
    await assert.rejects(at.get(run.id), /may have been deleted/);
    await assert.rejects(at.world.request('run:resume', { runId: run.id }), /may have been deleted/);
    assert.deepEqual(at.world.events.at(-1)!.data, { runId: run.id, projectId: run.projectId });

    at.world.clock.pass(9000);
    const back = await restore(run.id);
    assert.deepEqual([back.status, back.cells.total], ['paused', 6]);
    assert.equal(at.world.events.at(-1)!.type, 'run:created');
    at.world.clock.pass(20_000);
    await at.world.request('run:resume', { runId: run.id });
    const done = await at.finish(run.id);
    assert.equal(done.cells.succeeded, 6);
  });

  it('are gone for good after it, with all but their table', async () => {
    const run = await at.start({ checks: [{ type: 'json' }] });
    await at.finish(run.id);
    await remove(run.id);
    at.world.clock.pass(11_500);
    await assert.rejects(restore(run.id), /gone for good/);
    await at.world.until(async () => (await count('runs')) === 0);
    for (const table of ['cells', 'cell_events', 'grades', 'graders', 'run_variants'])
      assert.equal(await count(table), 0, table);
    assert.equal(await count('dataset_rows'), 3);
  });

  it('are removed by the next owner when this one did not come to it', async () => {
    const run = await at.start();
    await at.finish(run.id);
    await remove(run.id);
    await at.world.store.close();
    await at.world.reopen();
    await at.world.until(async () => (await count('runs')) === 0);
    assert.equal(await count('cells'), 0);
  });

  it('have been renamed before, also while they ran', async () => {
    const run = await at.start();
    const renamed = await at.world.request('run:rename', { runId: run.id, name: '  Sums  ' });
    assert.equal(renamed.name, 'Sums');
    const done = await at.finish(run.id);
    assert.equal(done.name, 'Sums');
    const last = at.world.events.filter(({ type }) => type === 'run:updated').at(-1)!;
    assert.equal((last.data as { run: { name: string } }).run.name, 'Sums');
  });
});
