import type { MessageStatus } from '../protocol/conversations.ts';

/**
 * How an answer moves on. A finished answer stays as it is; one that broke off may be asked again. Source: the
 * design's chat machine, seen from one message.
 */
const transitions: Readonly<Record<MessageStatus, readonly MessageStatus[]>> = {
  generating: ['generating', 'complete', 'failed', 'cancelled', 'interrupted'],
  complete: [],
  failed: ['generating'],
  cancelled: ['generating'],
  interrupted: ['generating'],
};

export function mayBecome(from: MessageStatus, to: MessageStatus): boolean {
  return transitions[from].includes(to);
}

/** The states from which `to` can be reached: the guard of a stored transition. */
export function statesBefore(to: MessageStatus): MessageStatus[] {
  return (Object.keys(transitions) as MessageStatus[]).filter((from) => mayBecome(from, to));
}
