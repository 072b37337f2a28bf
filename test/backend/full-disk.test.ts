import assert from 'node:assert/strict';
import type { Run, RunCounts } from '../../src/protocol/runs.ts';
import { RunWorld } from './run-world.ts';
import { end, text, usage } from './world.ts';

describe('a disk that fills in', () => {
  let at: RunWorld;
  beforeEach(async () => {
    at = await RunWorld.open(
      `question\n${Array.from({ length: 200 }, (_, row) => `Question ${row}?`).join('\n')}\n`,
    );
  });
  afterEach(async () => {
    await makeRoom();
    await at.dispose();
  });

  /** SQLite itself says that the disk is full: the database may not grow beyond what it is. */
  async function fill(): Promise<void> {
    const [pages] = await at.world.engine.read('pragma page_count');
    await at.world.engine.read(`pragma max_page_count = ${Number(pages!.page_count)}`);
  }
  const makeRoom = () => at.world.engine.read('pragma max_page_count = 1000000');

  const long = 'word '.repeat(4000);

  it('loses no answer of a run that was paid for: nothing more is asked, and the run goes on when there is space', async () => {
    const run = await at.start({ models: ['one'], concurrency: 20 });
    await at.answerUntil(
      async () => (await at.get(run.id)).cells.succeeded >= 10,
      () => long,
    );
    await fill();
    await at.answerUntil(
      async () => (await at.get(run.id)).waitsForDisk !== undefined,
      () => long,
    );
    const stuck: Run = await at.get(run.id);
    assert.equal(stuck.status, 'running');
    assert.match(stuck.waitsForDisk!, /answers are kept in memory, and nothing more is asked/);
    // What is on its way comes back; nothing else is sent.
    const asked = at.world.calls.length;
    assert.ok(asked < 150, `${asked} were asked`);
    let passes = 0;
    await at.answerUntil(
      () => ++passes > 30,
      () => long,
    );
    assert.equal(at.world.calls.length, asked);
    assert.equal((await at.get(run.id)).status, 'running');
    await makeRoom();
    await at.answerUntil(
      async () => (await at.get(run.id)).status !== 'running',
      () => long,
    );
    const done = await at.get(run.id);
    const cells: RunCounts = { total: 200, succeeded: 200, failed: 0, cancelled: 0 };
    assert.deepEqual([done.status, done.cells, done.waitsForDisk], ['completed', cells, undefined]);
    assert.equal(at.world.calls.length, 200, 'no answer was asked for twice');
  });

  /** A run on a disk that takes nothing at all any more, not even that it is paused. */
  async function stuckRun(): Promise<Run> {
    const run = await at.start({ models: ['one'], concurrency: 20 });
    await at.answerUntil(
      async () => (await at.get(run.id)).cells.succeeded >= 10,
      () => long,
    );
    await fill();
    await at.answerUntil(
      async () => (await at.get(run.id)).waitsForDisk !== undefined,
      () => long,
    );
    for (let full = false; !full; )
      await at.world
        .request('run:rename', { runId: run.id, name: 'a name '.repeat(20) })
        .catch(() => (full = true));
    await assert.rejects(at.world.request('run:pause', { runId: run.id }), /is full/);
    return at.get(run.id);
  }

  it('keeps what was paid for while a pause waits for space', async () => {
    const { id, cells } = await stuckRun();
    const asked = at.world.calls.length;
    let answer: Run | undefined;
    void at.world.request('run:pause', { runId: id, inFlight: 'await' }).then((run) => (answer = run));
    let passes = 0;
    await at.answerUntil(
      () => ++passes > 10,
      () => long,
    );
    assert.equal(answer, undefined);
    await makeRoom();
    await at.answerUntil(
      () => answer !== undefined,
      () => long,
    );
    assert.equal(answer!.status, 'paused');
    assert.ok(answer!.cells.succeeded > cells.succeeded);
    assert.equal(at.world.calls.length, asked);
    assert.equal(answer!.cells.succeeded, asked, 'no answer that was paid for is lost');
  });

  it('costs no more answers than are told, when they are given up', async () => {
    const { id, cells } = await stuckRun();
    const asked = at.world.calls.length;
    const { dropped, ...run } = await at.world.request('run:pause', { runId: id, inFlight: 'drop' });
    assert.equal(dropped, asked - cells.succeeded);
    assert.deepEqual([run.status, run.pausedBecause], ['paused', 'interrupted']);
    assert.match(run.reason!, /is full/);
    assert.ok(at.world.logged.some((line) => line.includes('answers are lost, and asked again')));
  });

  it('loses no answer of a comparison', async () => {
    await at.world.request('comparison:start', { prompt: 'Why?', models: ['one'] });
    const call = await at.world.call(0);
    await fill();
    call.say(text(long), usage(10, 4000), end);
    await at.world.until(() => at.world.logged.some((line) => /kept in memory and tried again/.test(line)));
    await makeRoom();
    const answer = async () => {
      at.world.clock.pass(1000);
      const { tasks } = await at.world.request('activity:tasks', {});
      return tasks[0]?.state === 'succeeded';
    };
    await at.world.until(answer);
  });
});
