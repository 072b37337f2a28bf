import type { Message } from '../../src/protocol/conversations.ts';
import type { LiveComparison } from './live-comparison.ts';

/** Numbered, so that the same words can be said twice. */
export interface Announcement {
  id: number;
  text: string;
}

const kept = 16;

/** The announcements with one more, when this change of a message is worth one. */
export function withAnnouncement(
  earlier: readonly Announcement[],
  live: LiveComparison,
  before: Message,
  after: Message,
): readonly Announcement[] {
  const thread = live.comparison.threads.find(
    ({ conversationId }) => conversationId === after.conversationId,
  );
  const text = announce(thread?.modelName ?? 'A model', before, after);
  if (text === undefined) return earlier;
  return [...earlier, { id: (earlier.at(-1)?.id ?? 0) + 1, text }].slice(-kept);
}

/** What a screen reader says when an answer has just ended; undefined when there is nothing to say. */
export function announce(
  name: string,
  before: Message | undefined,
  after: Message | undefined,
): string | undefined {
  if (!after || before?.status !== 'generating' || after.status === 'generating') return undefined;
  switch (after.status) {
    case 'complete':
      return after.tokensOut === undefined
        ? `${name} has answered.`
        : `${name} has answered with ${after.tokensOut} tokens.`;
    case 'failed':
      return `${name} failed. ${after.error?.message ?? ''}`.trim();
    case 'cancelled':
      return `${name} was stopped.`;
    case 'interrupted':
      return `${name} was interrupted.`;
  }
}
