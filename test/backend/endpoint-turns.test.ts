import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import { end, text, usage, World } from './world.ts';

describe('several keys of one provider', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
    world.keys.openai = 'first-key-0000';
    world.keys['openai#2'] = 'second-key-000';
  });
  afterEach(() => world.dispose());

  async function ask(): Promise<{ calls: number; id: string }> {
    const calls = world.calls.length;
    const detail = await world.request('comparison:start', { prompt: 'Hi', models: ['one'] });
    return { calls, id: detail.messages[detail.comparison.threads[0]!.conversationId]!.at(-1)!.id };
  }
  const over = (id: string) =>
    world.until(async () => (await world.store.messages.get(id))!.status !== 'generating');

  it('are used in turn', async () => {
    const used: (string | undefined)[] = [];
    for (let count = 0; count < 4; count += 1) {
      const { calls, id } = await ask();
      const call = await world.call(calls);
      used.push(call.apiKey);
      call.say(text('x'), usage(1, 1), end);
      await over(id);
    }
    assert.deepEqual(used, ['first-key-0000', 'second-key-000', 'first-key-0000', 'second-key-000']);
  });

  it('stand in for one another, and a refused one rests', async () => {
    const first = await ask();
    (await world.call(first.calls)).fail(new AbaiError('auth', 'Refused.'));
    const next = await world.call(first.calls + 1);
    assert.equal(next.apiKey, 'second-key-000');
    next.say(text('x'), usage(1, 1), end);
    await over(first.id);
    assert.equal((await world.store.messages.get(first.id))!.status, 'complete');
    for (let count = 0; count < 2; count += 1) {
      const { calls, id } = await ask();
      const call = await world.call(calls);
      assert.equal(call.apiKey, 'second-key-000', 'the first one rests');
      call.say(text('x'), usage(1, 1), end);
      await over(id);
    }
    world.clock.pass(11 * 60 * 1000);
    const back = new Set<string | undefined>();
    for (let count = 0; count < 2; count += 1) {
      const { calls, id } = await ask();
      const call = await world.call(calls);
      back.add(call.apiKey);
      call.say(text('x'), usage(1, 1), end);
      await over(id);
    }
    assert.ok(back.has('first-key-0000'), 'and is tried again later');
  });

  it('do not repeat a request that is itself at fault', async () => {
    const { calls, id } = await ask();
    (await world.call(calls)).fail(new AbaiError('invalid', 'Too long.'));
    await over(id);
    assert.equal(world.calls.length, calls + 1);
    assert.equal((await world.store.messages.get(id))!.error!.message, 'Too long.');
  });

  it('say what the last one said when all fail', async () => {
    const { calls, id } = await ask();
    (await world.call(calls)).fail(new AbaiError('auth', 'First refused.'));
    (await world.call(calls + 1)).fail(new AbaiError('auth', 'Second refused.'));
    await over(id);
    assert.equal((await world.store.messages.get(id))!.error!.message, 'Second refused.');
  });
});
