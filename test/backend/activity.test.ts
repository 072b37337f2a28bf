import assert from 'node:assert/strict';
import { dayOf } from '../../src/backend/activity.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { each, RunWorld } from './run-world.ts';
import { end, text, usage, World } from './world.ts';

describe('activity', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  const ask = async (models: string[]) => {
    const before = world.calls.length;
    const detail = await world.request('comparison:start', { prompt: 'Why?', models });
    for (let index = 0; index < models.length; index += 1) await world.call(before + index);
    const answers = Object.values(detail.messages).map((messages) => messages.at(-1)!.id);
    const over = () =>
      Promise.all(
        answers.map((id) =>
          world.until(async () => (await world.store.messages.get(id))?.status !== 'generating'),
        ),
      );
    return { calls: world.calls.slice(before), over, comparisonId: detail.comparison.id };
  };

  it('adds calls up by day, provider and model', async () => {
    for (const tokens of [100, 50]) {
      const { calls, over } = await ask(['one']);
      calls[0]!.say(text('Because.'), usage(1000, tokens), end);
      await over();
    }
    const [row, ...others] = await world.request('activity:get', {});
    assert.equal(others.length, 0);
    assert.equal(row!.day, dayOf(world.clock.now()));
    assert.equal(`${row!.provider}:${row!.model}`, 'openai:one');
    assert.deepEqual([row!.calls, row!.failed, row!.tokensIn, row!.tokensOut], [2, 0, 2000, 150]);
    assert.ok(Math.abs((row!.cost ?? 0) - (2000 * 2 + 150 * 10) / 1e6) < 1e-12);
  });

  it('counts a refused call as failed, and not as one of unknown cost', async () => {
    const { calls, over } = await ask(['one']);
    calls[0]!.fail(new AbaiError('auth', 'The key was refused.'));
    await over();
    const [row] = await world.request('activity:get', {});
    assert.deepEqual([row!.calls, row!.failed, row!.cost, row!.unknownCosts], [1, 1, 0, 0]);
  });

  it('keeps what was paid for when the comparison is deleted', async () => {
    const { calls, over, comparisonId } = await ask(['one']);
    calls[0]!.say(text('Because.'), usage(10, 10), end);
    await over();
    await world.request('comparison:delete', { comparisonId });
    world.clock.pass(60_000);
    assert.equal((await world.request('activity:get', {})).length, 1);
  });

  it('answers for a project and for days', async () => {
    const { calls, over } = await ask(['one']);
    calls[0]!.say(text('Because.'), usage(10, 10), end);
    await over();
    const other = await world.request('project:create', { name: 'Other' });
    const day = 24 * 3600 * 1000;
    const now = world.clock.now();
    assert.deepEqual(await world.request('activity:get', { projectId: other.id }), []);
    assert.deepEqual(await world.request('activity:get', { to: now - day }), []);
    assert.deepEqual(await world.request('activity:get', { from: now + day }), []);
    assert.equal((await world.request('activity:get', { from: now, to: now })).length, 1);
  });

  it('says what is asked now, and what today has cost', async () => {
    const now = () => world.request('activity:now', {});
    assert.deepEqual(await now(), { answers: 0, cells: 0, today: [] });
    const { calls, over } = await ask(['one', 'two']);
    assert.deepEqual([(await now()).answers, (await now()).cells], [2, 0]);
    for (const call of calls) call.say(text('Because.'), usage(1000, 100), end);
    await over();
    await world.until(async () => (await now()).answers === 0);
    assert.deepEqual(
      (await now()).today.map(({ model, calls: count }) => [model, count]),
      [
        ['one', 1],
        ['two', 1],
      ],
    );
    world.clock.pass(24 * 3600 * 1000);
    assert.deepEqual((await now()).today, []);
  });

  it('says how many cells of runs are asked now', async () => {
    const table = await RunWorld.open();
    try {
      const run = await table.start({ models: ['one', 'two'] });
      await table.world.until(async () => (await table.world.request('activity:now', {})).cells === 6);
      await table.finish(run.id);
      assert.equal((await table.world.request('activity:now', {})).cells, 0);
    } finally {
      await table.dispose();
    }
  });

  it('counts the calls of a run, and not the answers that it took from the cache', async () => {
    const table = await RunWorld.open();
    try {
      for (const _time of ['asked', 'cached']) {
        const run = await table.start({ models: ['one'], cache: true });
        await table.answerUntil(
          async () => (await table.get(run.id)).status === 'completed',
          () => '2',
        );
      }
      const rows = await table.world.request('activity:get', {});
      assert.deepEqual(
        rows.map(({ model, calls, tokensIn, tokensOut }) => [model, calls, tokensIn, tokensOut]),
        [['one', 3, 30, 15]],
      );
      assert.ok(Math.abs((rows[0]!.cost ?? 0) - 3 * each) < 1e-12);
    } finally {
      await table.dispose();
    }
  });
});
