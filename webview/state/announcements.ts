import { visibleText } from '../../src/core/visible-text.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { StoredEvent } from '../../src/protocol/events.ts';
import { said } from '../words/sentence.ts';
import { t } from '../words/translate.ts';
import type { Blind } from './blind.ts';
import { findMessage, type LiveComparison } from './live-comparison.ts';

/** Numbered, so that the same words can be said twice. */
export interface Announcement {
  id: number;
  text: string;
}

const kept = 16;

/** The announcements with one more, when an event is worth one to who reads the comparison as it was before. */
export function withAnnouncement(
  earlier: readonly Announcement[],
  blind: Blind,
  live: LiveComparison,
  event: StoredEvent,
): readonly Announcement[] {
  if (event.type !== 'message:updated') return earlier;
  const { conversationId, id } = event.data.message;
  const { threads } = blind.show(live).comparison;
  const name = threads.find((thread) => thread.conversationId === conversationId)?.modelName ?? t('A model');
  const after = blind.message(live, event.data.message);
  const text = announce(name, findMessage(live, conversationId, id), after);
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
        ? t('{0} has answered.', name)
        : t('{0} has answered with {1} tokens.', name, after.tokensOut);
    case 'awaiting_tool_approval': {
      const names = (after.toolCalls ?? []).map((call) => call.name);
      return t('{0} asks to use {1}. It waits for your approval.', name, visibleText(names.join(', ')));
    }
    case 'running_tools':
      return undefined;
    case 'failed':
      return t('{0} failed. {1}', name, said(after.error?.message ?? '')).trim();
    case 'cancelled':
      return t('{0} was stopped.', name);
    case 'interrupted':
      return t('{0} was interrupted.', name);
  }
}
