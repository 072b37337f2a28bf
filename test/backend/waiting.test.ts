import assert from 'node:assert/strict';
import type { Message } from '../../src/protocol/conversations.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { end, text, usage, World } from './world.ts';

describe('an answer that has to wait', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  const limited = (retryAfterMs: number) =>
    new AbaiError('rate-limited', 'OpenAI asks to wait.', { retryAfterMs, details: { status: 429 } });
  const told = () =>
    world.events.flatMap((event) =>
      event.type === 'message:updated' ? [(event.data as { message: Message }).message] : [],
    );

  it('says until when and why, then goes on by itself', async () => {
    const detail = await world.request('comparison:start', { prompt: 'Hi', models: ['one'] });
    const id = detail.messages[detail.comparison.threads[0]!.conversationId]!.at(-1)!.id;
    (await world.call(0)).fail(limited(90_000));
    await world.until(() => told().length === 1);
    const { waiting, status } = told()[0]!;
    assert.equal(status, 'generating');
    assert.equal(waiting!.reason, 'OpenAI asks to wait.');
    assert.ok(waiting!.until! >= world.clock.now() + 90_000 && waiting!.until! < world.clock.now() + 95_000);
    assert.deepEqual(
      (await world.store.messages.get(id))!.waiting,
      waiting,
      'saved, so that others see it too',
    );
    for (let seconds = 0; seconds < 100; seconds += 10) world.clock.pass(10_000);
    (await world.call(1)).say(text('Here'), usage(1, 1), end);
    await world.until(async () => (await world.store.messages.get(id))!.status === 'complete');
    const message = await world.store.messages.get(id);
    assert.equal(message!.waiting, undefined);
    assert.equal(message!.content, 'Here');
    assert.ok(message!.timing!.totalMs < 10_000, "the time of the wait is not the model's");
  });

  it('can be stopped while it waits', async () => {
    const detail = await world.request('comparison:start', { prompt: 'Hi', models: ['one'] });
    const id = detail.messages[detail.comparison.threads[0]!.conversationId]!.at(-1)!.id;
    (await world.call(0)).fail(limited(90_000));
    await world.until(() => told().length === 1);
    await world.request('chat:cancel', { messageId: id });
    await world.until(async () => (await world.store.messages.get(id))!.status === 'cancelled');
    assert.equal((await world.store.messages.get(id))!.waiting, undefined);
    assert.equal(world.calls.length, 1);
  });

  it('is not asked again once it has said something', async () => {
    const detail = await world.request('comparison:start', { prompt: 'Hi', models: ['one'] });
    const id = detail.messages[detail.comparison.threads[0]!.conversationId]!.at(-1)!.id;
    const call = await world.call(0);
    call.say(text('Half'));
    await world.until(() => world.deltas.length > 0);
    call.fail(limited(1000));
    await world.until(async () => (await world.store.messages.get(id))!.status === 'failed');
    assert.equal((await world.store.messages.get(id))!.content, 'Half');
    assert.equal(world.calls.length, 1);
  });
});
