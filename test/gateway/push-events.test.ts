import assert from 'node:assert/strict';
import { pushEvents } from '../../src/gateway/push-events.ts';
import type { MessageDelta } from '../../src/protocol/events.ts';
import { FakeBackend, settingsEvent, settle, textDelta } from './fake-backend.ts';

/** A transport whose writes end when the test says so. */
function slowTransport() {
  const sent: [string, unknown][] = [];
  const ends: (() => void)[] = [];
  return {
    sent,
    ends,
    connection: {
      sendNotification(method: unknown, value: unknown) {
        sent.push([method as string, value]);
        return new Promise<void>((resolve) => ends.push(resolve));
      },
    },
  };
}

describe('pushEvents', () => {
  it('joins the deltas of each message while a write has not ended', async () => {
    const backend = new FakeBackend();
    const transport = slowTransport();
    pushEvents(transport.connection as never, backend);
    backend.stream(textDelta('m1', 0, 'He'));
    for (const [offset, text] of [
      [2, 'l'],
      [3, 'lo'],
    ] as const) {
      backend.stream(textDelta('m1', offset, text));
    }
    backend.stream(textDelta('m2', 0, 'x'));
    assert.equal(transport.sent.length, 1);
    transport.ends[0]?.();
    await settle();
    assert.deepEqual(
      transport.sent.slice(1).map(([, value]) => {
        const { messageId, offset, text } = value as MessageDelta;
        return [messageId, offset, text];
      }),
      [
        ['m1', 2, 'llo'],
        ['m2', 0, 'x'],
      ],
    );
  });

  it('does not join what does not follow, such as the first text of a retry', async () => {
    const backend = new FakeBackend();
    const transport = slowTransport();
    pushEvents(transport.connection as never, backend);
    backend.stream(textDelta('m', 0, 'first'));
    backend.stream(textDelta('m', 5, ' try'));
    backend.stream(textDelta('m', 0, 'again'));
    transport.ends[0]?.();
    await settle();
    assert.deepEqual(
      transport.sent
        .slice(1)
        .map(([, value]) => [(value as MessageDelta).offset, (value as MessageDelta).text]),
      [
        [5, ' try'],
        [0, 'again'],
      ],
    );
  });

  it('lets no event overtake a delta that was published before it', () => {
    const backend = new FakeBackend();
    const transport = slowTransport();
    pushEvents(transport.connection as never, backend);
    backend.stream(textDelta('m', 0, 'a'));
    backend.stream(textDelta('m', 1, 'b'));
    backend.publish(settingsEvent(1));
    assert.deepEqual(
      transport.sent.map(([name]) => name),
      ['message:delta', 'message:delta', 'event'],
    );
  });

  it('gives up on a reader that never reads, once', () => {
    const backend = new FakeBackend();
    const transport = slowTransport();
    let overflows = 0;
    pushEvents(transport.connection as never, backend, {
      maxWaitingEvents: 3,
      onOverflow: () => overflows++,
    });
    for (let seq = 1; seq <= 10; seq++) backend.publish(settingsEvent(seq));
    assert.equal(overflows, 1);
    assert.equal(transport.sent.length, 3);
    assert.equal(backend.listeners, 0);
  });
});
