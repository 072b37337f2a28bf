import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { AbaiError } from '../../src/protocol/errors.ts';
import { end, text, usage, World } from './world.ts';

const refusedWith = (code: string) => (error: unknown) => error instanceof AbaiError && error.code === code;

describe('comparisons', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  async function started(models = ['one', 'two']) {
    const detail = await world.request('comparison:start', {
      prompt: 'Why is the sky blue?\nBriefly.',
      models,
    });
    for (let index = 0; index < models.length; index += 1) await world.call(index);
    return detail;
  }

  const finished = (messageId: string) =>
    world.until(async () => (await world.store.messages.get(messageId))?.status !== 'generating');

  it('asks every model at once and saves each answer with its tokens, cost and times', async () => {
    const detail = await started();
    const { comparison } = detail;
    assert.equal(comparison.name, 'Why is the sky blue?');
    assert.deepEqual(
      comparison.threads.map((thread) => thread.model),
      ['openai:one', 'openai:two'],
    );
    const answerIds = comparison.threads.map((thread) => detail.messages[thread.conversationId]!.at(-1)!.id);
    const byModel = (id: string) => world.calls.find((call) => call.request.model.id === id)!;
    world.clock.pass(120);
    byModel('one').say(text('Rayleigh '), text('scattering.'));
    await world.until(() => world.deltas.length > 0);
    world.clock.pass(80);
    byModel('one').say(usage(1000, 100), end);
    byModel('two').say(text('Short waves.'), usage(1000, 200), end);
    await Promise.all(answerIds.map(finished));

    const saved = await world.request('comparison:get', { comparisonId: comparison.id });
    const [one, two] = comparison.threads.map((thread) => saved.messages[thread.conversationId]!.at(-1)!);
    assert.equal(one!.content, 'Rayleigh scattering.');
    assert.equal(one!.status, 'complete');
    assert.deepEqual(one!.timing, { ttftMs: 120, totalMs: 200 });
    assert.equal(one!.cost, (1000 * 2 + 100 * 10) / 1e6);
    assert.equal(one!.costBasis, 'exact');
    assert.equal(two!.tokensOut, 200);
    assert.deepEqual(byModel('one').request.turns, [
      { role: 'user', content: 'Why is the sky blue?\nBriefly.' },
    ]);
  });

  it('streams text with offsets that join without gap or overlap', async () => {
    const detail = await started(['one']);
    const call = await world.call(0);
    for (const piece of ['a', 'bc', 'def', '…', '🙂 g']) {
      call.say(text(piece));
      await new Promise((resolve) => setTimeout(resolve, 1));
      world.clock.pass(10);
    }
    call.say(end);
    await finished(detail.messages[detail.comparison.threads[0]!.conversationId]!.at(-1)!.id);
    let joined = '';
    for (const delta of world.deltas) {
      assert.equal(delta.offset, joined.length);
      joined += delta.text;
    }
    assert.equal(joined, 'abcdef…🙂 g');
  });

  it('calls the comparison, its threads and questions what whoever asks has called them', async () => {
    const [comparisonId, conversationId, questionId] = [randomUUID(), randomUUID(), randomUUID()];
    const named = { model: 'openai:one', conversationId, questionId };
    const { comparison, messages } = await world.request('comparison:start', {
      comparisonId,
      prompt: 'Why?',
      models: [named, 'openai:two'],
    });
    assert.equal(comparison.id, comparisonId);
    assert.equal(comparison.threads[0]?.conversationId, conversationId);
    assert.equal(messages[conversationId]?.[0]?.id, questionId);
    assert.equal(messages[conversationId]?.[1]?.parentId, questionId);
    assert.equal(new Set(comparison.threads.map((thread) => thread.conversationId)).size, 2);
    await assert.rejects(
      world.request('comparison:start', { comparisonId, prompt: 'Why not?', models: ['openai:one'] }),
    );
    assert.equal((await world.request('comparison:get', { comparisonId })).comparison.prompt, 'Why?');
  });

  it('lets the other columns go on when one fails, and keeps what the failed one said', async () => {
    const detail = await started();
    const [first, second] = detail.comparison.threads.map(
      (t) => detail.messages[t.conversationId]!.at(-1)!.id,
    );
    (await world.call(0)).say(text('half an ans'));
    await world.until(() => world.deltas.length > 0);
    (await world.call(0)).fail(new AbaiError('provider', 'The stream was cut.'));
    (await world.call(1)).say(text('whole'), usage(1, 1), end);
    await Promise.all([finished(first!), finished(second!)]);
    const failed = await world.store.messages.get(first!);
    assert.equal(failed!.status, 'failed');
    assert.equal(failed!.content, 'half an ans');
    assert.equal(failed!.error!.code, 'provider');
    assert.equal(failed!.usage!.estimated, true, 'what arrived is billed, so its cost is estimated');
    assert.equal(failed!.costBasis, 'estimated');
    assert.equal((await world.store.messages.get(second!))!.content, 'whole');
  });

  it('calls a stream without an end a failure, never a success', async () => {
    const detail = await started(['one']);
    const call = await world.call(0);
    call.say(text('all of'));
    await world.until(() => world.deltas.length > 0);
    call.fail(new AbaiError('provider', 'cut'));
    const id = detail.messages[detail.comparison.threads[0]!.conversationId]!.at(-1)!.id;
    await finished(id);
    assert.equal((await world.store.messages.get(id))!.status, 'failed');
  });

  it('starts nothing when a model is not known', async () => {
    await assert.rejects(
      world.request('comparison:start', { prompt: 'x', models: ['one', 'nope'] }),
      (error: unknown) =>
        error instanceof AbaiError && error.code === 'not-found' && /nope/.test(error.message),
    );
    assert.equal(world.calls.length, 0);
    assert.deepEqual(await world.request('comparison:list', {}), []);
  });

  it('refuses an empty prompt and an empty list of models', async () => {
    await assert.rejects(
      world.request('comparison:start', { prompt: ' \n', models: ['one'] }),
      refusedWith('invalid'),
    );
    await assert.rejects(
      world.request('comparison:start', { prompt: 'x', models: [] }),
      refusedWith('invalid'),
    );
  });

  it('cancels all columns, keeps their text, and retries one', async () => {
    const detail = await started();
    const ids = detail.comparison.threads.map((t) => detail.messages[t.conversationId]!.at(-1)!.id);
    (await world.call(0)).say(text('so far'));
    await world.until(() => world.deltas.length > 0);
    const { cancelled } = await world.request('chat:cancel', { comparisonId: detail.comparison.id });
    assert.equal(cancelled, 2);
    await Promise.all(ids.map(finished));
    const stopped = await Promise.all(ids.map((id) => world.store.messages.get(id)));
    assert.deepEqual(
      stopped.map((message) => message!.status),
      ['cancelled', 'cancelled'],
    );
    assert.ok(stopped.some((message) => message!.content === 'so far'));
    assert.equal((await world.call(0)).signal.aborted, true);

    await world.request('chat:retry', { messageId: ids[0]! });
    (await world.call(2)).say(text('second try'), usage(1, 1), end);
    await finished(ids[0]!);
    const retried = await world.store.messages.get(ids[0]!);
    assert.equal(retried!.content, 'second try');
    assert.equal(retried!.status, 'complete');
    await assert.rejects(world.request('chat:retry', { messageId: ids[0]! }), refusedWith('conflict'));
  });

  it('goes on with all threads, each with its own history', async () => {
    const detail = await started();
    for (const index of [0, 1]) {
      const call = await world.call(index);
      call.say(text(`I am ${call.request.model.id}`), usage(1, 1), end);
    }
    await Promise.all(
      detail.comparison.threads.map((t) => finished(detail.messages[t.conversationId]!.at(-1)!.id)),
    );
    await world.request('comparison:send', { comparisonId: detail.comparison.id, content: 'And you?' });
    for (const index of [2, 3]) {
      const { request } = await world.call(index);
      assert.deepEqual(request.turns, [
        { role: 'user', content: 'Why is the sky blue?\nBriefly.' },
        { role: 'assistant', content: `I am ${request.model.id}` },
        { role: 'user', content: 'And you?' },
      ]);
    }
    await assert.rejects(
      world.request('comparison:send', { comparisonId: detail.comparison.id, content: 'Too early' }),
      refusedWith('conflict'),
    );
  });

  it('lists newest first by pages', async () => {
    for (const prompt of ['first', 'second', 'third']) {
      await world.request('comparison:start', { prompt, models: ['one'] });
      world.clock.pass(1000);
    }
    const page = await world.request('comparison:list', { limit: 2 });
    assert.deepEqual(
      page.map((summary) => summary.name),
      ['third', 'second'],
    );
    const { createdAt, id } = page[1]!;
    const rest = await world.request('comparison:list', { limit: 2, before: { createdAt, id } });
    assert.deepEqual(
      rest.map((summary) => summary.name),
      ['first'],
    );
  });

  it('renames, deletes with ten seconds to undo, then removes for good', async () => {
    const { comparison } = await started(['one']);
    const comparisonId = comparison.id;
    assert.equal((await world.request('comparison:rename', { comparisonId, name: 'Sky' })).name, 'Sky');
    await world.request('comparison:delete', { comparisonId });
    assert.deepEqual(await world.request('comparison:list', {}), []);
    await assert.rejects(world.request('comparison:get', { comparisonId }), refusedWith('not-found'));
    world.clock.pass(9000);
    assert.equal((await world.request('comparison:restore', { comparisonId })).name, 'Sky');
    assert.equal((await world.request('comparison:list', {})).length, 1);
    await world.request('comparison:delete', { comparisonId });
    world.clock.pass(12_000);
    await world.until(async () => (await world.store.comparisons.getDeleted(comparisonId)) === undefined);
    await assert.rejects(world.request('comparison:restore', { comparisonId }), refusedWith('not-found'));
  });

  it('does a resent action once and answers it with what is now', async () => {
    const requestId = 'request-0001';
    const params = { prompt: 'once', models: ['one'], requestId };
    const [first, second] = await Promise.all([
      world.request('comparison:start', params),
      world.request('comparison:start', params),
    ]);
    const third = await world.request('comparison:start', params);
    assert.equal(second!.comparison.id, first!.comparison.id);
    assert.equal(third.comparison.id, first!.comparison.id);
    await world.call(0);
    assert.equal(world.calls.length, 1);
    assert.equal((await world.request('comparison:list', {})).length, 1);
    await assert.rejects(world.request('project:create', { name: 'x', requestId }), refusedWith('conflict'));
  });
});
