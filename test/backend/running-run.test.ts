import assert from 'node:assert/strict';
import { join } from 'node:path';
import { RunWorld } from './run-world.ts';

describe('a run that goes on', () => {
  let at: RunWorld;
  beforeEach(async () => {
    at = await RunWorld.open();
  });
  afterEach(() => at.dispose());

  it('shows the cells that are asked now as running', async () => {
    const run = await at.start({ models: ['one'], concurrency: 1 });
    await at.world.call(0);
    const { rows } = await at.world.request('run:grid', { runId: run.id, from: 0, limit: 10 });
    assert.deepEqual(
      rows.map(({ cells }) => cells[0]!.status),
      ['running', 'pending', 'pending'],
    );
    const detail = await at.world.request('run:cell', { cellId: rows[0]!.cells[0]!.id });
    assert.equal(detail.cell.status, 'running');
    await at.finish(run.id);
    const after = await at.world.request('run:grid', { runId: run.id, from: 0, limit: 10 });
    assert.ok(after.rows.every(({ cells }) => cells[0]!.status === 'succeeded'));
  });

  it('pauses with the reason when its model is no longer there', async () => {
    at.world.models = [
      {
        id: 'mine',
        name: 'Mine',
        provider: 'openai',
        description: '',
        contextSize: 1000,
        features: ['streaming'],
      },
    ];
    const run = await at.start({ models: ['mine'] });
    await at.world.call(0);
    await at.world.store.close();
    at.world.models = [];
    await at.world.reopen();
    await at.world.request('connection:ping', {});
    await at.world.until(async () => (await at.get(run.id)).status === 'paused');
    assert.match((await at.get(run.id)).reason!, /no model "openai:mine"/);
    await assert.rejects(at.world.request('run:resume', { runId: run.id }), /openai:mine/);
    assert.equal((await at.get(run.id)).status, 'paused');
  });

  it('goes on in a copy of its project, with graders of its own', async () => {
    const checks = [{ type: 'number', expected: '{{expected}}' }];
    const run = await at.start({ models: ['one'], checks, schema: { type: 'number' }, cache: true });
    await at.finish(run.id, () => '4');
    const path = join(at.folder, 'project.jsonl');
    await at.world.request('data:export-project', { projectId: run.projectId, path });
    const { project } = await at.world.request('data:import', { path });
    const [copy] = await at.world.request('run:list', { projectId: project.id });
    const { projectId } = run;
    assert.deepEqual([copy!.prompts, copy!.schema, copy!.cache], [run.prompts, run.schema, run.cache]);
    await at.world.request('run:retry', { runId: copy!.id, what: { row: 0 } });
    const done = await at.finish(copy!.id, () => '2');
    assert.deepEqual([done.status, done.cells.succeeded], ['completed', 3]);
    const passed = async (runId: string) =>
      (await at.cells(runId)).map((cell) => cell.checks!.map((check) => check.passed));
    assert.deepEqual(await passed(copy!.id), [[true], [true], [false]]);
    assert.deepEqual(await passed(run.id), [[false], [true], [false]]);
    // The copy does not hang on what it was copied from.
    await at.world.store.commit({ writes: at.world.store.projectRows.remove(projectId), at: 1 });
    assert.deepEqual(await passed(copy!.id), [[true], [true], [false]]);
  });
});
