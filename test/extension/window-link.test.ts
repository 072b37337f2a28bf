import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { WindowLink } from '../../src/extension/window-link.ts';
import type { Link } from '../../src/gateway/link.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { MessageDelta, StoredEvent } from '../../src/protocol/events.ts';

/** A link that answers every request with its method's name. */
function fakeLink() {
  const eventListeners: ((event: StoredEvent) => void)[] = [];
  const deltaListeners: ((delta: MessageDelta) => void)[] = [];
  const state = { closed: 0 };
  const link = {
    role: 'owner',
    request: async (method: string) => method,
    onEvent: (listener: (event: StoredEvent) => void) => eventListeners.push(listener),
    onDelta: (listener: (delta: MessageDelta) => void) => deltaListeners.push(listener),
    close: async () => {
      state.closed += 1;
    },
  } as unknown as Link;
  return {
    link,
    state,
    publish: (event: StoredEvent) => {
      for (const listener of eventListeners) listener(event);
    },
    stream: (delta: MessageDelta) => {
      for (const listener of deltaListeners) listener(delta);
    },
  };
}

const event: StoredEvent = { seq: 1, type: 'models:changed', at: 1, data: {} };

describe('the link of a window', () => {
  it('opens nothing before the first request, and once for several', async () => {
    let opened = 0;
    const link = new WindowLink(async () => {
      opened += 1;
      return fakeLink().link;
    });
    link.onEvent(() => {});
    assert.equal(opened, 0);
    await Promise.all([link.request('project:list', {}), link.request('models:get-all', {})]);
    assert.equal(opened, 1);
  });

  it('hands on events to those who listened before it was open, until they stop', async () => {
    const fake = fakeLink();
    const link = new WindowLink(async () => fake.link);
    const seen: number[] = [];
    const stop = link.onEvent(({ seq }) => seen.push(seq));
    await link.link();
    fake.publish(event);
    stop();
    fake.publish({ ...event, seq: 2 });
    assert.deepEqual(seen, [1]);
  });

  it('hands on streamed text', async () => {
    const fake = fakeLink();
    const link = new WindowLink(async () => fake.link);
    const seen: string[] = [];
    link.onDelta(({ text }) => seen.push(text));
    await link.link();
    fake.stream({ messageId: 'm', conversationId: 'c', kind: 'text', offset: 0, text: 'hi' });
    assert.deepEqual(seen, ['hi']);
  });

  it('tries again after a link that could not be opened', async () => {
    let tries = 0;
    const link = new WindowLink(async () => {
      tries += 1;
      if (tries === 1) throw new AbaiError('store', 'The disk is full.');
      return fakeLink().link;
    });
    await assert.rejects(link.request('project:list', {}), { code: 'store' });
    assert.equal(await link.request('project:list', {}), 'project:list');
  });

  it('tells of the link that is open already, and of later ones', async () => {
    const link = new WindowLink(async () => fakeLink().link);
    const seen: Link[] = [];
    link.onOpened((opened) => seen.push(opened));
    assert.equal(seen.length, 0);
    await link.link();
    link.onOpened((opened) => seen.push(opened));
    assert.equal(seen.length, 2);
  });

  it('closes what is open or about to be, and asks nothing any more', async () => {
    const fake = fakeLink();
    const link = new WindowLink(async () => fake.link);
    const opening = link.link();
    await link.close();
    await opening;
    assert.equal(fake.state.closed, 1);
    await assert.rejects(link.request('project:list', {}), { code: 'unavailable' });
  });

  it('closing without ever having been used opens nothing', async () => {
    let opened = 0;
    const link = new WindowLink(async () => {
      opened += 1;
      return fakeLink().link;
    });
    await link.close();
    assert.equal(opened, 0);
  });
});
