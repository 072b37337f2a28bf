import type { Message } from '../../src/protocol/conversations.ts';

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
