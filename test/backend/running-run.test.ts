import assert from 'node:assert/strict';
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
});
