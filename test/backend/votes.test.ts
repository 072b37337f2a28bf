import assert from 'node:assert/strict';
import { end, text, usage, World } from './world.ts';

describe('votes', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  async function compared(models = ['one', 'two'], answered = true) {
    const before = world.calls.length;
    const detail = await world.request('comparison:start', { prompt: 'Why?', models });
    for (let index = 0; index < models.length; index += 1) await world.call(before + index);
    if (answered) {
      for (const call of world.calls.slice(before)) call.say(text('Because.'), usage(10, 5), end);
      for (const { conversationId } of detail.comparison.threads) {
        await world.until(async () => {
          const last = (await world.store.messages.list(conversationId)).at(-1);
          return last?.status === 'complete';
        });
      }
    }
    return detail.comparison;
  }

  it('are kept with the question, the models and who won', async () => {
    const comparison = await compared();
    const [one] = comparison.threads;
    const vote = await world.request('vote:cast', {
      comparisonId: comparison.id,
      verdict: 'winner',
      conversationId: one!.conversationId,
      blind: true,
    });
    assert.equal(vote.winner, 'openai:one');
    assert.equal(vote.prompt, 'Why?');
    assert.deepEqual(await world.request('vote:list', {}), [vote]);
    assert.ok(world.events.some(({ type }) => type === 'vote:cast'));
  });

  it('replace an earlier one on the same answers, and can be withdrawn', async () => {
    const comparison = await compared();
    await world.request('vote:cast', { comparisonId: comparison.id, verdict: 'tie' });
    const vote = await world.request('vote:cast', { comparisonId: comparison.id, verdict: 'all-bad' });
    assert.deepEqual(
      (await world.request('vote:list', {})).map(({ verdict }) => verdict),
      ['all-bad'],
    );
    await world.request('vote:withdraw', { voteId: vote.id });
    assert.deepEqual(await world.request('vote:list', {}), []);
    await assert.rejects(world.request('vote:withdraw', { voteId: vote.id }), { code: 'not-found' });
  });

  it('wait for the answers, and need two of them', async () => {
    const running = await compared(['one', 'two'], false);
    const cast = (comparisonId: string, more = {}) =>
      world.request('vote:cast', { comparisonId, verdict: 'tie', ...more });
    await assert.rejects(cast(running.id), { code: 'conflict', message: /Wait until all answers are there/ });
    const single = await compared(['three']);
    await assert.rejects(cast(single.id), { code: 'invalid', message: /at least two models/ });
    const two = await compared();
    await assert.rejects(cast(two.id, { verdict: 'winner' }), { code: 'invalid' });
    await assert.rejects(cast('nothing'), { code: 'not-found' });
  });

  it('make standings, with a ranking from twenty on', async () => {
    for (let count = 0; count < 20; count += 1) {
      const comparison = await compared();
      await world.request('vote:cast', {
        comparisonId: comparison.id,
        verdict: 'winner',
        conversationId: comparison.threads[count % 4 === 0 ? 1 : 0]!.conversationId,
      });
      const { ranking } = await world.request('vote:standings', {});
      assert.equal(ranking === undefined, count < 19);
    }
    const { votes, pairs, ranking } = await world.request('vote:standings', {});
    assert.equal(votes, 20);
    assert.deepEqual([pairs[0]!.first, pairs[0]!.wins, pairs[0]!.losses], ['openai:one', 15, 5]);
    assert.equal(ranking?.[0]?.model, 'openai:one');
  });

  it('do not count while their comparison is deleted', async () => {
    const comparison = await compared();
    await world.request('vote:cast', { comparisonId: comparison.id, verdict: 'tie' });
    await world.request('comparison:delete', { comparisonId: comparison.id });
    assert.equal((await world.request('vote:standings', {})).votes, 0);
    await world.request('comparison:restore', { comparisonId: comparison.id });
    assert.equal((await world.request('vote:standings', {})).votes, 1);
  });
});
