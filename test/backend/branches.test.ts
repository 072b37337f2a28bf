import assert from 'node:assert/strict';
import fc from 'fast-check';
import { branchOf } from '../../src/core/branches.ts';
import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { end, text, World } from './world.ts';

const refusedWith = (code: string) => (error: unknown) => error instanceof AbaiError && error.code === code;

describe('branches of a conversation', () => {
  let world: World;
  before(async () => {
    world = await World.open();
  });
  after(() => world.dispose());

  /** Lets the model that was asked last say something, and waits until that is saved. */
  async function settle(messageId: string, says: string, fails = false): Promise<void> {
    const call = await world.call(asked++);
    call.say(text(says));
    if (fails) call.fail(new AbaiError('invalid', 'It refused.'));
    else call.say(end);
    await world.until(async () => (await world.store.messages.get(messageId))?.status !== 'generating');
  }
  let asked = 0;

  async function start(prompt = 'Why?'): Promise<{ comparisonId: string; thread: string; answer: Message }> {
    const { comparison, messages } = await world.request('comparison:start', { prompt, models: ['one'] });
    const thread = comparison.threads[0]!.conversationId;
    const answer = messages[thread]!.at(-1)!;
    await settle(answer.id, 'Because.');
    return { comparisonId: comparison.id, thread, answer };
  }

  const detail = (comparisonId: string) => world.request('comparison:get', { comparisonId });
  function shown({ comparison, messages }: ComparisonDetail): readonly Message[] {
    const [{ conversationId, leafId } = assert.fail()] = comparison.threads;
    return branchOf(messages[conversationId]!, leafId);
  }
  const words = (messages: readonly Message[]) => messages.map(({ content }) => content);
  const lastTurns = () => world.calls.at(-1)!.request.turns.map(({ content }) => content);

  it('begin with an answer that is asked for once more, though it was whole', async () => {
    const { comparisonId, answer } = await start();
    const other = await world.request('chat:regenerate', { messageId: answer.id });
    assert.equal(other.parentId, answer.parentId);
    assert.notEqual(other.id, answer.id);
    await settle(other.id, 'Since.');
    assert.deepEqual(lastTurns(), ['Why?']);
    const now = await detail(comparisonId);
    assert.deepEqual(words(shown(now)), ['Why?', 'Since.']);
    assert.deepEqual(words(Object.values(now.messages)[0]!), ['Why?', 'Because.', 'Since.']);
  });

  it('begin with a question in other words, and keep what followed the old one', async () => {
    const { comparisonId, answer } = await start();
    const sent = await world.request('comparison:send', { comparisonId, content: 'And then?' });
    const [question, second] = shown(sent).slice(-2);
    await settle(second!.id, 'Then.');
    const { userMessage, message } = await world.request('chat:edit', {
      messageId: question!.id,
      content: 'And before?',
    });
    assert.equal(userMessage.parentId, answer.id);
    await settle(message.id, 'Before.');
    assert.deepEqual(lastTurns(), ['Why?', 'Because.', 'And before?']);
    assert.deepEqual(words(shown(await detail(comparisonId))), [
      'Why?',
      'Because.',
      'And before?',
      'Before.',
    ]);
    await world.request('conversation:switch-branch', { messageId: question!.id });
    assert.deepEqual(words(shown(await detail(comparisonId))), ['Why?', 'Because.', 'And then?', 'Then.']);
  });

  it('are shown as chosen after the back end was closed, and gone on with', async () => {
    const { comparisonId, answer } = await start();
    const other = await world.request('chat:regenerate', { messageId: answer.id });
    await settle(other.id, 'Since.');
    await world.request('conversation:switch-branch', { messageId: answer.id });
    const event = world.events.at(-1)!;
    assert.equal(event.type, 'branch:switched');
    await world.backend.close();
    await world.reopen();
    assert.deepEqual(words(shown(await detail(comparisonId))), ['Why?', 'Because.']);
    const sent = await world.request('comparison:send', { comparisonId, content: 'And?' });
    await settle(shown(sent).at(-1)!.id, 'Yes.');
    assert.deepEqual(lastTurns(), ['Why?', 'Because.', 'And?']);
    assert.deepEqual(words(shown(await detail(comparisonId))), ['Why?', 'Because.', 'And?', 'Yes.']);
    const { events } = await world.request('state:sync', { since: event.seq - 1 });
    assert.deepEqual(events[0]?.data, {
      conversationId: answer.conversationId,
      leafId: answer.id,
      comparisonId,
    });
  });

  it('are voted on as they are shown', async () => {
    const started = await world.request('comparison:start', { prompt: 'Which?', models: ['one', 'two'] });
    const answers = started.comparison.threads.map(
      ({ conversationId }) => started.messages[conversationId]!.at(-1)!,
    );
    for (const { id } of answers) {
      const call = await world.call(asked++);
      call.say(text('This.'), end);
      void id;
    }
    for (const { id } of answers)
      await world.until(async () => (await world.store.messages.get(id))?.status === 'complete');
    const other = await world.request('chat:regenerate', { messageId: answers[0]!.id });
    await settle(other.id, 'That.');
    await world.request('conversation:switch-branch', { messageId: answers[0]!.id });
    const vote = await world.request('vote:cast', {
      comparisonId: started.comparison.id,
      verdict: 'winner',
      conversationId: answers[0]!.conversationId,
    });
    assert.deepEqual(
      vote.messageIds,
      answers.map(({ id }) => id),
    );
  });

  it('are refused where there is nothing to ask, or while an answer is on its way', async () => {
    const { comparisonId, thread, answer } = await start();
    const question = answer.parentId!;
    await assert.rejects(world.request('chat:regenerate', { messageId: question }), refusedWith('not-found'));
    await assert.rejects(
      world.request('chat:edit', { messageId: answer.id, content: 'x' }),
      refusedWith('not-found'),
    );
    await assert.rejects(
      world.request('conversation:switch-branch', { messageId: 'nowhere' }),
      refusedWith('not-found'),
    );
    const other = await world.request('chat:regenerate', { messageId: answer.id });
    for (const again of [
      () => world.request('chat:regenerate', { messageId: answer.id }),
      () => world.request('chat:edit', { messageId: question, content: 'x' }),
      () => world.request('comparison:send', { comparisonId, content: 'x' }),
    ])
      await assert.rejects(again(), refusedWith('conflict'));
    await settle(other.id, 'Since.');
    assert.equal((await world.store.messages.list(thread)).length, 3);
  });

  it('lose no message, and send what is shown, whatever is done in whatever order', async function () {
    this.timeout(60_000);
    const step = fc.record({
      what: fc.constantFrom('send', 'regenerate', 'edit', 'switch', 'retry'),
      which: fc.nat(30),
      fails: fc.boolean(),
    });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const { comparisonId, thread } = await start(`p${count++}`);
        const known = new Map<string, string | null>();
        for (const { what, which, fails } of steps) {
          const all = await world.store.messages.list(thread);
          const before = shown(await detail(comparisonId));
          const pick = (fits: (message: Message) => boolean) => {
            const some = all.filter(fits);
            return some[which % some.length];
          };
          const answers = pick(({ role }) => role === 'assistant')!;
          let expected: readonly Message[] = [];
          let pending: string | undefined;
          if (what === 'send') {
            const content = `q${count++}`;
            pending = shown(await world.request('comparison:send', { comparisonId, content })).at(-1)!.id;
            expected = [...before, { content } as Message];
          } else if (what === 'regenerate') {
            pending = (await world.request('chat:regenerate', { messageId: answers.id })).id;
            expected = branchOf(all, answers.parentId!);
          } else if (what === 'edit') {
            const old = pick(({ role }) => role === 'user')!;
            const content = `e${count++}`;
            pending = (await world.request('chat:edit', { messageId: old.id, content })).message.id;
            expected = [...(old.parentId ? branchOf(all, old.parentId) : []), { content } as Message];
          } else if (what === 'retry') {
            const broken = pick(({ status }) => status === 'failed');
            if (!broken) continue;
            pending = (await world.request('chat:retry', { messageId: broken.id })).id;
            expected = branchOf(all, broken.parentId!);
          } else {
            const to = pick(() => true)!;
            await world.request('conversation:switch-branch', { messageId: to.id });
            assert.ok(
              shown(await detail(comparisonId)).some(({ id }) => id === to.id),
              'it is shown',
            );
          }
          if (pending) {
            await settle(pending, `a${count++}`, fails);
            assert.deepEqual(lastTurns(), words(expected));
            const after = shown(await detail(comparisonId));
            if (what !== 'retry') assert.equal(after.at(-1)!.id, pending, 'what is newest is shown');
            else
              assert.deepEqual(
                after.map(({ id }) => id),
                before.map(({ id }) => id),
              );
          }
          for (const { id, parentId } of await world.store.messages.list(thread)) known.set(id, parentId);
          const kept = (await detail(comparisonId)).messages[thread]!;
          assert.deepEqual(new Map(kept.map(({ id, parentId }) => [id, parentId])), known);
          for (const { id, parentId } of kept) {
            assert.ok(parentId === null || known.has(parentId), 'its branch is whole');
            assert.equal(branchOf(kept, id).at(-1)!.id, id);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
