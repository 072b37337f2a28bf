import assert from 'node:assert/strict';
import { checkpointMs } from '../../src/backend/checkpoints.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { end, text, usage, World } from './world.ts';

describe('recovery', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  async function inMidStream() {
    const detail = await world.request('comparison:start', { prompt: 'Tell me', models: ['one'] });
    const call = await world.call(0);
    call.say(text('Once upon'));
    await world.until(() => world.deltas.length > 0);
    const messageId = detail.messages[detail.comparison.threads[0]!.conversationId]!.at(-1)!.id;
    return { detail, call, messageId };
  }

  it('keeps an answer in mid-stream up to its last checkpoint', async () => {
    const { call, messageId } = await inMidStream();
    world.clock.pass(checkpointMs);
    await world.until(async () => (await world.store.messages.get(messageId))!.content === 'Once upon');
    call.say(text(' a time'));
    await world.until(() => {
      world.clock.pass(30);
      return world.deltas.at(-1)!.text.includes('time');
    });
    const saved = await world.store.messages.get(messageId);
    assert.equal(saved!.status, 'generating');
    assert.equal(saved!.content, 'Once upon', 'text after the checkpoint is not saved yet');
  });

  it('marks it interrupted when the back end closes, with everything that arrived', async () => {
    const { messageId, detail } = await inMidStream();
    await world.backend.close();
    await world.reopen();
    const saved = await world.store.messages.get(messageId);
    assert.equal(saved!.status, 'interrupted');
    assert.equal(saved!.content, 'Once upon');
    await world.request('chat:retry', { messageId });
    (await world.call(1)).say(text('Anew'), usage(1, 1), end);
    await world.until(async () => (await world.store.messages.get(messageId))!.status === 'complete');
    const after = await world.request('comparison:get', { comparisonId: detail.comparison.id });
    assert.equal(after.messages[detail.comparison.threads[0]!.conversationId]!.at(-1)!.content, 'Anew');
  });

  it('marks what a crash left in mid-stream', async () => {
    const { messageId, detail } = await inMidStream();
    world.clock.pass(checkpointMs);
    await world.until(async () => (await world.store.messages.get(messageId))!.content !== '');
    const since = await world.store.events.last();
    await world.store.close(); // the process is gone: nothing of the back end's own closing runs
    await world.reopen();
    const missed = await world.request('state:sync', { since });
    assert.deepEqual(
      missed.events.map(({ type, data }) => [
        type,
        data.comparisonId,
        (data.message as { status: string }).status,
      ]),
      [['message:updated', detail.comparison.id, 'interrupted']],
    );
    const saved = await world.store.messages.get(messageId);
    assert.equal(saved!.status, 'interrupted');
    assert.equal(saved!.content, 'Once upon');
    assert.match(saved!.error!.message, /retry/i);
  });

  it('gives a client what it missed, or a reset when the log does not reach back', async () => {
    const { detail, call, messageId } = await inMidStream();
    const live = await world.request('comparison:get', { comparisonId: detail.comparison.id });
    const [{ conversationId } = assert.fail()] = detail.comparison.threads;
    const answer = live.messages[conversationId]!.at(-1)!;
    assert.equal(answer.content, 'Once upon');
    const { comparison } = detail;
    for (const since of [detail.seq, 0]) {
      assert.deepEqual((await world.request('state:sync', { since })).deltas, [
        {
          messageId,
          conversationId,
          comparisonId: comparison.id,
          timestamp: answer.timestamp,
          kind: 'text',
          offset: 0,
          text: 'Once upon',
        },
      ]);
    }
    call.say(usage(1, 1), end);
    await world.until(async () => (await world.store.messages.get(messageId))!.status === 'complete');
    const missed = await world.request('state:sync', { since: detail.seq });
    assert.equal(missed.reset, false);
    assert.deepEqual(
      missed.events.map((event) => event.type),
      ['message:updated'],
    );
    assert.equal((missed.events[0]!.data as { message: { content: string } }).message.content, 'Once upon');
    assert.deepEqual(
      missed.events.map((event) => event.seq),
      world.events.filter((event) => event.seq > detail.seq).map((event) => event.seq),
    );
    const now = await world.request('state:sync', { since: missed.seq });
    assert.deepEqual([now.events, now.deltas], [[], []]);
    assert.equal((await world.request('state:sync', { since: missed.seq + 1000 })).reset, true);
  });

  it('answers a resent chat:send with the one answer it made', async () => {
    const conversation = await world.request('conversation:create', {});
    const params = {
      conversationId: conversation.id,
      content: 'Hi',
      modelId: 'one',
      requestId: 'request-0002',
    };
    const first = world.request('chat:send', params);
    (await world.call(0)).say(text('Hello'), usage(2, 1), end);
    const result = await first;
    assert.equal(result.message.content, 'Hello');
    await world.backend.close();
    await world.reopen();
    const again = await world.request('chat:send', params);
    assert.equal(again.message.id, result.message.id);
    assert.equal(world.calls.length, 1);
    assert.equal((await world.request('messages:list', { conversationId: conversation.id })).length, 2);
  });

  it('cancels the call when the caller takes chat:send back, and says so once', async () => {
    const conversation = await world.request('conversation:create', {});
    const abort = new AbortController();
    const send = world.request(
      'chat:send',
      { conversationId: conversation.id, content: 'Hi', modelId: 'one' },
      abort.signal,
    );
    const call = await world.call(0);
    abort.abort();
    await assert.rejects(send, (error: unknown) => error instanceof AbaiError && error.code === 'cancelled');
    assert.equal(call.signal.aborted, true);
    const messages = await world.request('messages:list', { conversationId: conversation.id });
    assert.equal(messages.at(-1)!.status, 'cancelled');
  });

  it('keeps an answer that the disk refuses, and saves it when it can', async () => {
    const { call, messageId } = await inMidStream();
    const { commit } = world.store;
    let refused = 0;
    world.store.commit = async () => {
      refused += 1;
      throw new AbaiError('store', 'The disk is full.');
    };
    call.say(text(' a time'), usage(1, 1), end);
    await world.until(() => refused > 0);
    assert.equal((await world.store.messages.get(messageId))!.status, 'generating');
    world.store.commit = commit;
    await world.until(async () => {
      world.clock.pass(1000);
      return (await world.store.messages.get(messageId))!.status === 'complete';
    });
    assert.equal((await world.store.messages.get(messageId))!.content, 'Once upon a time');
  });
});
