import type { MessageStatus } from '../protocol/conversations.ts';

/** More is to come of an answer: text, a person's word, or what its tools give. */
export function isInFlight(status: MessageStatus): boolean {
  return status === 'generating' || status === 'awaiting_tool_approval' || status === 'running_tools';
}
