import assert from 'node:assert/strict';
import type { Comparison } from '../../src/protocol/comparisons.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { Vote } from '../../src/protocol/votes.ts';
import { end, text, usage, World } from './world.ts';

describe('what a vote is about', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  type Outcome = 'answers' | 'fails' | 'says nothing' | 'is stopped';
  const whole: Outcome[] = ['answers', 'answers', 'answers'];

  /** Has what was asked since end as it should, in the order of the threads. */
  async function finish(threads: Comparison['threads'], outcomes: readonly Outcome[], from: number) {
    for (const [index, { conversationId, model }] of threads.entries()) {
      const call = await world.call(from + index);
      // Calls come in the order of their threads.
      assert.equal(`openai:${call.request.model.id}`, model);
      const outcome = outcomes[index];
      if (outcome === 'answers') call.say(text('Because.'), usage(10, 5), end);
      else if (outcome === 'says nothing') call.say(text(' \n'), usage(10, 1), end);
      else {
        call.say(text('Half an answer'));
        if (outcome === 'fails') call.fail(new AbaiError('invalid', 'It broke.'));
        else {
          const last = (await world.store.messages.list(conversationId)).at(-1)!;
          await world.request('chat:cancel', { messageId: last.id });
        }
      }
      await world.until(
        async () => (await world.store.messages.list(conversationId)).at(-1)?.status !== 'generating',
      );
    }
  }

  async function compared(outcomes: readonly Outcome[]): Promise<Comparison> {
    const from = world.calls.length;
    const models = ['one', 'two', 'three'].slice(0, outcomes.length);
    const { comparison } = await world.request('comparison:start', { prompt: 'Why?', models });
    await finish(comparison.threads, outcomes, from);
    world.clock.pass(1000);
    return comparison;
  }

  async function askAgain({ id, threads }: Comparison, places: readonly number[], prompt: string) {
    const from = world.calls.length;
    const asked = places.map((place) => threads[place]!);
    const conversationIds = asked.map(({ conversationId }) => conversationId);
    await world.request('comparison:send', { comparisonId: id, content: prompt, conversationIds });
    await finish(asked, whole, from);
    world.clock.pass(1000);
  }

  const cast = ({ id, threads }: Comparison, place?: number) =>
    world.request('vote:cast', {
      comparisonId: id,
      verdict: place === undefined ? 'tie' : 'winner',
      ...(place === undefined ? {} : { conversationId: threads[place]!.conversationId }),
    });
  const pairs = async () =>
    (await world.request('vote:standings', {})).pairs.map(({ first, second, wins, losses, ties }) => [
      `${first.slice(7)}:${second.slice(7)}`,
      wins,
      losses,
      ties,
    ]);

  it('is no win over models that failed, were stopped or said nothing', async () => {
    for (const outcome of ['fails', 'is stopped', 'says nothing'] as const) {
      const comparison = await compared(['answers', outcome, 'answers']);
      const vote = await cast(comparison, 0);
      assert.deepEqual(vote.models, ['openai:one', 'openai:three'], outcome);
      assert.equal(vote.messageIds.length, 2);
      await assert.rejects(cast(comparison, 1), { code: 'invalid', message: /no finished answer/ });
    }
    assert.deepEqual(await pairs(), [['one:three', 3, 0, 0]]);
  });

  it('needs two finished answers', async () => {
    const comparison = await compared(['answers', 'fails', 'is stopped']);
    for (const place of [0, undefined])
      await assert.rejects(cast(comparison, place), { code: 'invalid', message: /fewer than two models/ });
  });

  it('is the newest question, not older answers of those that were not asked it', async () => {
    const comparison = await compared(whole);
    await askAgain(comparison, [0, 2], 'And then?');
    const vote = await cast(comparison, 2);
    assert.deepEqual([vote.models, vote.prompt], [['openai:one', 'openai:three'], 'And then?']);
    await assert.rejects(cast(comparison, 1), { code: 'invalid' });
    // The same words once more are another question.
    await askAgain(comparison, [0, 2], 'And then?');
    assert.deepEqual((await cast(comparison)).models, ['openai:one', 'openai:three']);
    // All are asked the same in one go, as different turns of theirs.
    await askAgain(comparison, [0, 1, 2], 'And now?');
    assert.deepEqual((await cast(comparison, 1)).models, ['openai:one', 'openai:two', 'openai:three']);
    await askAgain(comparison, [1], 'Alone?');
    await assert.rejects(cast(comparison), { code: 'invalid', message: /fewer than two models/ });
    assert.deepEqual(await pairs(), [
      ['one:three', 0, 1, 1],
      ['one:two', 0, 1, 0],
      ['three:two', 0, 1, 0],
    ]);
  });

  describe('of a vote that was cast before it was so', () => {
    /** As it was stored: with the newest answer of every thread. */
    async function stored(comparison: Comparison, change: Partial<Vote>): Promise<Vote> {
      const messageIds = [];
      for (const { conversationId } of comparison.threads)
        messageIds.push((await world.store.messages.list(conversationId)).at(-1)!.id);
      const vote: Vote = {
        id: `old-${comparison.id}`,
        comparisonId: comparison.id,
        projectId: comparison.projectId,
        prompt: comparison.prompt,
        verdict: 'winner',
        winner: 'openai:one',
        models: comparison.threads.map(({ model }) => model),
        blind: false,
        messageIds,
        createdAt: world.clock.now(),
        ...change,
      };
      await world.store.commit({ writes: [world.store.votes.insert(vote)], at: world.clock.now() });
      return vote;
    }

    it('is read by the same rule: in lists, exports and standings', async () => {
      const failed = await compared(['answers', 'fails', 'answers']);
      const first = await stored(failed, {});
      const followed = await compared(whole);
      await askAgain(followed, [0, 1], 'And then?');
      const second = await stored(followed, { verdict: 'tie', winner: undefined as never });
      assert.deepEqual(
        (await world.request('vote:list', {})).map(({ id, models, messageIds }) => [
          id,
          models,
          messageIds.length,
        ]),
        [
          [second.id, ['openai:one', 'openai:two'], 2],
          [first.id, ['openai:one', 'openai:three'], 2],
        ],
      );
      assert.deepEqual(await pairs(), [
        ['one:three', 1, 0, 0],
        ['one:two', 0, 0, 1],
      ]);
      // What was retried since was not there to be judged.
      const broken = (await world.store.messages.list(failed.threads[1]!.conversationId)).at(-1)!;
      const from = world.calls.length;
      await world.request('chat:retry', { messageId: broken.id });
      await finish([failed.threads[1]!], whole, from);
      await world.backend.close();
      await world.reopen();
      assert.deepEqual(await pairs(), [
        ['one:three', 1, 0, 0],
        ['one:two', 0, 0, 1],
      ]);
    });

    it('says nothing where its winner did not finish, or nobody else did', async () => {
      await stored(await compared(['fails', 'answers', 'answers']), {});
      await stored(await compared(['answers', 'fails', 'fails']), {});
      assert.deepEqual(await world.request('vote:list', {}), []);
      assert.deepEqual(await world.request('vote:standings', {}), { votes: 0, pairs: [] });
    });

    it('goes when these answers are voted on anew', async () => {
      const comparison = await compared(['answers', 'fails', 'answers']);
      await stored(comparison, {});
      const vote = await cast(comparison, 2);
      assert.deepEqual(await world.request('vote:list', {}), [vote]);
      assert.deepEqual(await pairs(), [['one:three', 0, 1, 0]]);
    });
  });
});
