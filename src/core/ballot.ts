import type { MessageStatus } from '../protocol/conversations.ts';
import type { Vote } from '../protocol/votes.ts';

interface Said {
  readonly id: string;
  readonly role: string;
  readonly content: string;
  readonly status: MessageStatus;
  readonly timestamp: number;
}

/** A question as it stands in one thread. */
export interface Asked {
  content: string;
  timestamp: number;
  /** Which question of its thread it is, from 1. */
  turn: number;
}

/** Whether two threads were asked the same: the same words in one go, or as the same turn of both. */
function isSameQuestion(one: Asked, other: Asked): boolean {
  return one.content === other.content && (one.timestamp === other.timestamp || one.turn === other.turn);
}

function isLater(one: Asked, other: Asked): boolean {
  return one.timestamp === other.timestamp ? one.turn > other.turn : one.timestamp > other.timestamp;
}

function newest(asked: readonly Asked[]): Asked | undefined {
  return asked.reduce<Asked | undefined>(
    (latest, one) => (latest === undefined || isLater(one, latest) ? one : latest),
    undefined,
  );
}

/** Only a whole answer that says something can be better or worse than another. */
export function isFinished({ status, content }: Pick<Said, 'status' | 'content'>): boolean {
  return status === 'complete' && content.trim() !== '';
}

export interface Ballot<Thread, Answer> {
  /** The question that was asked last, wherever it was asked. */
  question: Asked | undefined;
  /** The finished answers to it: what can be voted on. */
  answers: { thread: Thread; answer: Answer }[];
  /** Answers to it that failed, were stopped, or say nothing. */
  unfinished: { thread: Thread; answer: Answer }[];
}

/** What a vote is about: the answers to the newest question, not older ones of threads that were not asked again. */
export function ballotOf<Thread, Message extends Said>(
  threads: readonly { thread: Thread; branch: readonly Message[] }[],
): Ballot<Thread, Message> {
  const asked = threads.map(({ branch }): Asked | undefined => {
    const questions = branch.filter(({ role }) => role === 'user');
    const last = questions.at(-1);
    return last && { content: last.content, timestamp: last.timestamp, turn: questions.length };
  });
  const question = newest(asked.filter((one) => one !== undefined));
  const ballot: Ballot<Thread, Message> = { question, answers: [], unfinished: [] };
  if (!question) return ballot;
  for (const [at, { thread, branch }] of threads.entries()) {
    const answer = branch.at(-1);
    const own = asked[at];
    if (answer?.role !== 'assistant' || !own || !isSameQuestion(own, question)) continue;
    (isFinished(answer) ? ballot.answers : ballot.unfinished).push({ thread, answer });
  }
  return ballot;
}

/** What is stored of an answer that a vote names. */
export interface VotedAnswer {
  messageId: string;
  status: MessageStatus;
  /** It says something. */
  said: boolean;
  /** Of the answer: a later one than the vote was not there to be judged. */
  timestamp: number;
  asked: Asked;
}

/**
 * A vote by the rule of `ballotOf`, whenever it was cast: without answers that were not finished or not of its question.
 * Undefined when nothing is left that it says. An answer of which nothing is known stays.
 */
export function votedOn(vote: Vote, known: readonly VotedAnswer[]): Vote | undefined {
  const byId = new Map(known.map((answer) => [answer.messageId, answer]));
  const question = newest(known.map(({ asked }) => asked));
  const stays = vote.messageIds.map((id) => {
    const answer = byId.get(id);
    if (!answer || !question) return true;
    const { status, said, timestamp, asked } = answer;
    return status === 'complete' && said && timestamp <= vote.createdAt && isSameQuestion(asked, question);
  });
  if (stays.every(Boolean)) return vote;
  const models = vote.models.filter((_, at) => stays[at]);
  const messageIds = vote.messageIds.filter((_, at) => stays[at]);
  if (models.length < 2 || (vote.winner !== undefined && !models.includes(vote.winner))) return undefined;
  return { ...vote, models, messageIds };
}
