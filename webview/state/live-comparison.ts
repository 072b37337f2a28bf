import type { Comparison, ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { MessageDelta } from '../../src/protocol/events.ts';

/** A comparison as the panel shows it: what was loaded, and all that was heard since. Never changed in place. */
export interface LiveComparison {
  readonly comparison: Comparison;
  /** By conversation, oldest first. */
  readonly messages: Readonly<Record<string, readonly Message[]>>;
  /** The last event this contains. */
  readonly seq: number;
  /** Deltas that came after a hole, by message and kind; they wait for a reload to fill it. */
  readonly held: Readonly<Record<string, readonly MessageDelta[]>>;
}

/** `missed` says that something did not arrive and the comparison must be loaded again. */
export interface Step {
  live: LiveComparison;
  missed: boolean;
}

export function fromDetail(detail: ComparisonDetail): LiveComparison {
  return { ...detail, held: {} };
}

/** How many answers are arriving; only the last message of a thread can be. */
export function countGenerating(live: LiveComparison): number {
  return Object.values(live.messages).filter((thread) => thread.at(-1)?.status === 'generating').length;
}

/** The same comparison with one message put in its place, or at the end of its thread. */
export function withMessage(live: LiveComparison, message: Message): LiveComparison {
  const thread = live.messages[message.conversationId];
  if (!thread) return live;
  const index = thread.findIndex(({ id }) => id === message.id);
  const changed = index < 0 ? [...thread, message] : thread.with(index, message);
  return { ...live, messages: { ...live.messages, [message.conversationId]: changed } };
}

export function findMessage(
  live: LiveComparison,
  conversationId: string,
  messageId: string,
): Message | undefined {
  return live.messages[conversationId]?.find(({ id }) => id === messageId);
}
