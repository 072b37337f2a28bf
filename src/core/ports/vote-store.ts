import type { Vote } from '../../protocol/votes.ts';
import type { VotedAnswer } from '../ballot.ts';
import type { Write } from './store.ts';

export interface Votes {
  insert(vote: Vote): Write;
  /** Votes of a comparison on exactly these answers. */
  removeOn(comparisonId: string, messageIds: readonly string[]): Write;
  /** Fails the commit when it is gone. */
  remove(id: string): Write;
  /** What there is of the answers that these votes name, by vote. */
  answers(ids: readonly string[]): Promise<Map<string, VotedAnswer[]>>;
  get(id: string): Promise<Vote | undefined>;
  /** Newest first. */
  list(options: { projectId?: string; comparisonId?: string; limit: number }): Promise<Vote[]>;
}
