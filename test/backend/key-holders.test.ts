import assert from 'node:assert/strict';
import type { Caller } from '../../src/core/ports/caller.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { end, text, usage, World } from './world.ts';

/** A window whose key can be asked for while it is there. */
function window(clientId: string, key: string | undefined) {
  const state = { present: true, asked: 0 };
  const caller: Caller = {
    clientId,
    endpoints: () => ({}),
    vault: {
      get: async () => {
        state.asked += 1;
        if (!state.present) throw new AbaiError('unavailable', 'That window cannot be reached.');
        return key;
      },
      set: async () => {},
      delete: async () => {},
      hints: async () => ({}),
    },
  };
  return { caller, state };
}

describe('keys of windows', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  const signal = new AbortController().signal;
  const start = async (caller: Caller) => {
    const params = { prompt: 'Hi', models: ['one'] };
    const detail = (await world.backend.handle('comparison:start', params, caller, signal)) as {
      messages: Record<string, Message[]>;
    };
    return Object.values(detail.messages)[0]!.at(-1)!.id;
  };
  const waitingOf = async (id: string) => (await world.store.messages.get(id))!.waiting;

  it('come from the window that asked for the work', async () => {
    const asking = window('asking-1', 'asking-window-key');
    const other = window('other-01', 'other-window-key');
    await world.backend.handle('connection:ping', {}, other.caller, signal);
    await start(asking.caller);
    assert.equal((await world.call(0)).apiKey, 'asking-window-key');
    assert.equal(other.state.asked, 0);
  });

  it('come from another that has one when it is gone', async () => {
    const asking = window('asking-1', 'asking-window-key');
    const other = window('other-01', 'other-window-key');
    await world.backend.handle('connection:ping', {}, other.caller, signal);
    asking.state.present = false;
    await start(asking.caller);
    assert.equal((await world.call(0)).apiKey, 'other-window-key');
  });

  it('are waited for, visibly, until a window that has one comes', async () => {
    const asking = window('asking-1', 'asking-window-key');
    asking.state.present = false;
    const id = await start(asking.caller);
    await world.until(async () => (await waitingOf(id)) !== undefined);
    assert.match((await waitingOf(id))!.reason, /Needs a window with the key for Scripted/);
    assert.equal((await waitingOf(id))!.until, null);
    assert.equal(world.calls.length, 0);

    await world.backend.handle('connection:ping', {}, window('keyless1', undefined).caller, signal);
    assert.equal(world.calls.length, 0);
    await world.backend.handle('connection:ping', {}, window('other-01', 'late-window-key').caller, signal);
    const call = await world.call(0);
    assert.equal(call.apiKey, 'late-window-key');
    call.say(text('At last'), usage(1, 1), end);
    await world.until(async () => (await world.store.messages.get(id))!.status === 'complete');
    assert.equal(await waitingOf(id), undefined);
  });

  it('can be given up on', async () => {
    const asking = window('asking-1', 'asking-window-key');
    asking.state.present = false;
    const id = await start(asking.caller);
    await world.until(async () => (await waitingOf(id)) !== undefined);
    await world.request('chat:cancel', { messageId: id });
    await world.until(async () => (await world.store.messages.get(id))!.status === 'cancelled');
  });
});
