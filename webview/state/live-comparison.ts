import type { Comparison, ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { MessageDelta } from '../../src/protocol/events.ts';
import type { ThreadBranches } from './shown-branches.ts';

/** A comparison as the panel shows it: what was loaded, and all that was heard since. Never changed in place. */
export interface LiveComparison {
  readonly comparison: Comparison;
  /** By conversation, oldest first; of all branches, or of those that are shown. */
  readonly messages: Readonly<Record<string, readonly Message[]>>;
  /** The last event this contains. */
  readonly seq: number;
  /** By conversation, where `messages` are only those that are shown and there are others. */
  readonly branches?: Readonly<Record<string, ThreadBranches>>;
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

/** How many answers are arriving, or wait for what tools give, also in branches that are not shown. */
export function countGenerating(live: LiveComparison): number {
  return Object.values(live.messages).filter((thread) =>
    thread.some(({ status }) => status === 'generating' || status === 'running_tools'),
  ).length;
}

/** The same comparison with one message put in its place, or at the end of its thread. */
export function withMessage(live: LiveComparison, message: Message): LiveComparison {
  const thread = live.messages[message.conversationId];
  if (!thread) return live;
  const index = thread.findIndex(({ id }) => id === message.id);
  const changed = index < 0 ? [...thread, message] : thread.with(index, message);
  return { ...live, messages: { ...live.messages, [message.conversationId]: changed } };
}

/** The same comparison with another branch of a thread shown; without a leaf that with the newest message. */
export function withLeaf(
  live: LiveComparison,
  conversationId: string,
  leafId: string | undefined,
): LiveComparison {
  const { threads } = live.comparison;
  const index = threads.findIndex((thread) => thread.conversationId === conversationId);
  const thread = threads[index];
  if (!thread || thread.leafId === leafId) return live;
  const { leafId: _, ...rest } = thread;
  const changed = leafId === undefined ? rest : { ...rest, leafId };
  return { ...live, comparison: { ...live.comparison, threads: threads.with(index, changed) } };
}

export function findMessage(
  live: LiveComparison,
  conversationId: string,
  messageId: string,
): Message | undefined {
  return live.messages[conversationId]?.find(({ id }) => id === messageId);
}
