import type { Message } from '../../src/protocol/conversations.ts';
import type { MessageDelta } from '../../src/protocol/events.ts';
import { findMessage, type LiveComparison, type Step, withMessage } from './live-comparison.ts';

const field = { text: 'content', thinking: 'thinking' } as const;

/** So many deltas of one text are kept while it waits for a reload; the reload brings their text as well. */
const maxHeld = 500;

/** Adds streamed text. What is there already is dropped; what comes after a hole is held until the hole is filled. */
export function applyDelta(live: LiveComparison, delta: MessageDelta): Step {
  const message = findMessage(live, delta.conversationId, delta.messageId);
  if (!message) {
    // A message of ours that was never announced; other conversations are no concern of this panel.
    return { live, missed: delta.conversationId in live.messages };
  }
  const { timestamp = message.timestamp } = delta;
  if (timestamp !== message.timestamp) return { live, missed: timestamp > message.timestamp };
  if (message.status !== 'generating') return { live, missed: false };
  const appended = append(message, delta);
  if (appended === 'hole') return { live: hold(live, delta), missed: true };
  if (appended === 'another') return { live, missed: true };
  if (appended === message) return { live, missed: false };
  return release(withMessage(live, appended), delta);
}

/** `another`: it does not go on with the text that is there, but with that of another try. */
function append(message: Message, delta: MessageDelta): Message | 'hole' | 'another' {
  const name = field[delta.kind];
  const before = message[name] ?? '';
  if (delta.offset > before.length) return 'hole';
  const known = before.slice(delta.offset);
  if (!known.startsWith(delta.text) && !delta.text.startsWith(known)) return 'another';
  const added = delta.text.slice(before.length - delta.offset);
  return added === '' ? message : { ...message, [name]: before + added };
}

function key(delta: Pick<MessageDelta, 'kind' | 'messageId'>): string {
  return `${delta.kind} ${delta.messageId}`;
}

function hold(live: LiveComparison, delta: MessageDelta): LiveComparison {
  const waiting = live.held[key(delta)] ?? [];
  return { ...live, held: { ...live.held, [key(delta)]: [...waiting, delta].slice(-maxHeld) } };
}

/** Applies what waited for the text that has just arrived. */
function release(live: LiveComparison, delta: MessageDelta): Step {
  const waiting = live.held[key(delta)];
  if (!waiting) return { live, missed: false };
  const { [key(delta)]: _, ...held } = live.held;
  return replay({ ...live, held }, waiting);
}

/** Applies deltas one after the other. */
export function replay(live: LiveComparison, deltas: readonly MessageDelta[]): Step {
  let step: Step = { live, missed: false };
  for (const delta of deltas) {
    const next = applyDelta(step.live, delta);
    step = { live: next.live, missed: step.missed || next.missed };
  }
  return step;
}
