import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { Client } from '../protocol/client.ts';
import { type MessageDelta, notifications } from '../protocol/events.ts';

export interface PushOptions {
  /** So many events may wait for a slow reader before `onOverflow` is called, once. */
  maxWaitingEvents?: number;
  /** The reader does not read: whoever owns the connection should end it; the reader syncs when it is back. */
  onOverflow?: () => void;
}

/**
 * Forwards events and deltas as notifications. Events go at once and in order. Deltas go at once while the transport
 * keeps up; behind a write that has not finished they are joined, one text for each message, so a slow reader gets
 * fewer and longer ones. No delta is overtaken by an event published after it.
 */
export function pushEvents(
  connection: Pick<MessageConnection, 'sendNotification'>,
  source: Pick<Client, 'onEvent' | 'onDelta'>,
  options: PushOptions = {},
): { dispose(): void } {
  const maxWaitingEvents = options.maxWaitingEvents ?? 20_000;
  const waiting = new Map<string, MessageDelta[]>();
  let writing = 0;
  let eventsWriting = 0;
  let ended = false;

  const send = (name: string, value: unknown, sent?: () => void): void => {
    writing++;
    const done = (): void => {
      writing--;
      sent?.();
      if (writing === 0) flush();
    };
    try {
      connection.sendNotification(name, value).then(done, done);
    } catch {
      // The connection closed: its owner hears of that by itself.
      writing--;
    }
  };

  const flush = (): void => {
    if (waiting.size === 0) return;
    const deltas = [...waiting.values()].flat();
    waiting.clear();
    for (const delta of deltas) send(notifications.delta, delta);
  };

  const hold = (delta: MessageDelta): void => {
    const key = `${delta.kind} ${delta.messageId}`;
    const held = waiting.get(key);
    const last = held?.at(-1);
    if (!held || !last) waiting.set(key, [{ ...delta }]);
    else if (last.offset + last.text.length === delta.offset) last.text += delta.text;
    else held.push({ ...delta });
  };

  const stopDeltas = source.onDelta((delta) => {
    if (ended) return;
    if (writing > 0) hold(delta);
    else send(notifications.delta, delta);
  });

  const stopEvents = source.onEvent((event) => {
    if (ended) return;
    flush();
    eventsWriting++;
    if (eventsWriting > maxWaitingEvents) {
      dispose();
      options.onOverflow?.();
      return;
    }
    send(notifications.event, event, () => {
      eventsWriting--;
    });
  });

  const dispose = (): void => {
    ended = true;
    waiting.clear();
    stopDeltas();
    stopEvents();
  };
  return { dispose };
}
