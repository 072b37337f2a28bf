import { isInFlight } from '../../src/core/in-flight.ts';
import type { Vote } from '../../src/protocol/votes.ts';
import type { LiveComparison } from './live-comparison.ts';

/** An answer that a vote would be about. */
export interface JudgedAnswer {
  conversationId: string;
  messageId: string;
  /** There is nothing in it that could be best. */
  empty: boolean;
}

/** The newest answers, in the order of the columns; undefined while one is still to come, or when there are no two. */
export function judged(live: LiveComparison): JudgedAnswer[] | undefined {
  const answers: JudgedAnswer[] = [];
  for (const { conversationId } of live.comparison.threads) {
    const last = live.messages[conversationId]?.at(-1);
    if (last?.role !== 'assistant') continue;
    if (isInFlight(last.status)) return undefined;
    answers.push({ conversationId, messageId: last.id, empty: last.content === '' });
  }
  return answers.length >= 2 && answers.some(({ empty }) => !empty) ? answers : undefined;
}

/** The vote on just these answers. */
export function voteOn(votes: readonly Vote[], answers: readonly JudgedAnswer[]): Vote | undefined {
  return votes.find(
    ({ messageIds }) =>
      messageIds.length === answers.length &&
      answers.every(({ messageId }) => messageIds.includes(messageId)),
  );
}
