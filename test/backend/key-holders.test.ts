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

  it('are waited for, visibly, until the window that asked is there again; nobody else is asked', async () => {
    const asking = window('asking-1', 'asking-window-key');
    asking.state.present = false;
    const id = await start(asking.caller);
    await world.until(async () => (await waitingOf(id)) !== undefined);
    assert.match((await waitingOf(id))!.reason, /Needs a window with the key for Scripted/);
    assert.equal((await waitingOf(id))!.until, null);
    assert.equal(world.calls.length, 0);

    const other = window('other-01', 'other-window-key');
    await world.backend.handle('connection:ping', {}, other.caller, signal);
    world.clock.pass(60_000);
    await world.until(() => asking.state.asked > 1);
    assert.deepEqual([world.calls.length, other.state.asked], [0, 0]);

    // The same window over another connection, which may have another key by now.
    const again = window('asking-1', 'key-of-its-return');
    await world.backend.handle('connection:ping', {}, again.caller, signal);
    const call = await world.call(0);
    assert.equal(call.apiKey, 'key-of-its-return');
    assert.equal(other.state.asked, 0);
    call.say(text('At last'), usage(1, 1), end);
    await world.until(async () => (await world.store.messages.get(id))!.status === 'complete');
    assert.equal(await waitingOf(id), undefined);
  });

  it('come from whoever retries the answer in a window of their own', async () => {
    const asking = window('asking-1', 'asking-window-key');
    asking.state.present = false;
    const id = await start(asking.caller);
    await world.until(async () => (await waitingOf(id)) !== undefined);
    const other = window('other-01', 'other-window-key');
    await world.backend.handle('chat:cancel', { messageId: id }, other.caller, signal);
    await world.until(async () => (await world.store.messages.get(id))!.status === 'cancelled');
    assert.equal(other.state.asked, 0);
    await world.backend.handle('chat:retry', { messageId: id }, other.caller, signal);
    assert.equal((await world.call(0)).apiKey, 'other-window-key');
  });

  for (const asked of ['get', 'hints'] as const) {
    it(`are given up on at once, also while a window takes its time to answer: ${asked}`, async () => {
      const silent = window('asking-1', undefined);
      const begun = new Promise<void>((resolve) => {
        silent.caller.vault[asked] = () => {
          resolve();
          return new Promise<never>(() => {});
        };
      });
      const id = await start(silent.caller);
      await begun;
      await world.request('chat:cancel', { messageId: id });
      await world.until(async () => (await world.store.messages.get(id))!.status === 'cancelled');
    });
  }

  it('can be given up on', async () => {
    const asking = window('asking-1', 'asking-window-key');
    asking.state.present = false;
    const id = await start(asking.caller);
    await world.until(async () => (await waitingOf(id)) !== undefined);
    await world.request('chat:cancel', { messageId: id });
    await world.until(async () => (await world.store.messages.get(id))!.status === 'cancelled');
  });
});
