import { ballotOf } from '../../src/core/ballot.ts';
import { isInFlight } from '../../src/core/in-flight.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { Vote } from '../../src/protocol/votes.ts';
import type { LiveComparison } from './live-comparison.ts';

/** An answer that a vote would be about. */
export interface JudgedAnswer {
  conversationId: string;
  messageId: string;
  /** It is not finished, or says nothing: no vote is about it. */
  empty: boolean;
}

/**
 * The answers to the newest question, in the order of the columns; undefined while one is still to come, or when there
 * are no two that can be voted on.
 */
export function judged(live: LiveComparison): JudgedAnswer[] | undefined {
  const threads = live.comparison.threads.map((thread) => ({
    thread,
    branch: live.messages[thread.conversationId] ?? [],
  }));
  const open = ({ branch }: { branch: readonly Message[] }) => {
    const last = branch.at(-1);
    return last?.role === 'assistant' && isInFlight(last.status);
  };
  if (threads.some(open)) return undefined;
  const { answers, unfinished } = ballotOf(threads);
  if (answers.length < 2) return undefined;
  const votable = new Map(answers.map(({ thread, answer }) => [thread, answer]));
  const others = new Map(unfinished.map(({ thread, answer }) => [thread, answer]));
  return threads.flatMap(({ thread }) => {
    const answer = votable.get(thread) ?? others.get(thread);
    const { conversationId } = thread;
    return answer ? [{ conversationId, messageId: answer.id, empty: !votable.has(thread) }] : [];
  });
}

/** The vote on just these answers. */
export function voteOn(votes: readonly Vote[], answers: readonly JudgedAnswer[]): Vote | undefined {
  const all = new Set(answers.map(({ messageId }) => messageId));
  return votes.find(
    ({ messageIds }) =>
      messageIds.every((id) => all.has(id)) &&
      answers.every(({ messageId, empty }) => empty || messageIds.includes(messageId)),
  );
}
