import type { Message } from '../../src/protocol/conversations.ts';

/** The answer that others are compared with. */
export interface BaseAnswer {
  name: string;
  content: string;
}

/** Whether an answer has ended with some text, so that it can be compared with others. */
export function isComparable({ status, content }: Message): boolean {
  return status !== 'generating' && content.trim() !== '';
}
