import assert from 'node:assert/strict';
import { RunWorld } from './run-world.ts';

const models = ['one', 'two', 'three'];

describe('a run that grows', () => {
  let at: RunWorld;
  before(async () => {
    const rows = Array.from({ length: 400 }, (_, row) => `What is ${row}?`);
    at = await RunWorld.open(`question\n${rows.join('\n')}\n`);
  });
  after(() => at.dispose());

  it('is saved in steps after each of which rows and cells agree, and runs only with its last cells', async () => {
    const { store } = at.world;
    const commit = store.commit.bind(store);
    let commits = 0;
    // The machine goes down in the middle of it.
    store.commit = async (change) => {
      commits += 1;
      if (commits === 2) throw new Error('The machine goes down.');
      return commit(change);
    };
    await assert.rejects(at.start({ models, repeats: 20 }), /went wrong/);
    store.commit = commit;

    const [run] = await at.world.request('run:list', {});
    assert.equal(run!.status, 'paused');
    assert.deepEqual(run!.rows, { taken: 333, all: 400 });
    assert.equal(run!.cells.total, 333 * 3 * 20);
    const [{ count }] = (await at.world.engine.read('select count(*) as count from cells')) as [
      { count: number },
    ];
    assert.equal(count, run!.cells.total);
    assert.equal(at.world.calls.length, 0, 'nothing was paid for');

    const whole = await at.world.request('run:extend', { runId: run!.id });
    assert.deepEqual([whole.status, whole.rows.taken, whole.cells.total], ['running', 400, 24_000]);
    await at.world.request('run:cancel', { runId: run!.id });
  });
});
