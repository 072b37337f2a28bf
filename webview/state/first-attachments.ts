import type { Attachment } from '../../src/protocol/attachments.ts';
import type { LiveComparison } from './live-comparison.ts';

/** What the question carried that began a comparison. */
export function firstAttachments({
  comparison,
  messages,
}: Pick<LiveComparison, 'comparison' | 'messages'>): readonly Attachment[] {
  const [thread] = comparison.threads;
  const question = thread && messages[thread.conversationId]?.find(({ role }) => role === 'user');
  return question?.attachments ?? [];
}
