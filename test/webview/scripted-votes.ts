import { ballotOf } from '../../src/core/ballot.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { Vote } from '../../src/protocol/votes.ts';
import type { ScriptedHost } from './scripted-host.ts';

/** Keeps votes as the back end does, and tells of them. */
export class ScriptedVotes {
  votes: Vote[] = [];
  readonly #host: ScriptedHost;
  #made = 0;

  constructor(host: ScriptedHost) {
    this.#host = host;
    host.answers['vote:list'] = ({ comparisonId }) =>
      this.votes.filter((vote) => vote.comparisonId === comparisonId);
    host.answers['vote:cast'] = ({ comparisonId, verdict, conversationId, blind }) =>
      this.cast(comparisonId, verdict, conversationId, blind);
    host.answers['vote:withdraw'] = ({ voteId }) => {
      const vote = this.votes.find(({ id }) => id === voteId);
      if (!vote) throw new AbaiError('not-found', 'There is no vote with this id.');
      this.votes = this.votes.filter((other) => other !== vote);
      host.publish({ type: 'vote:withdrawn', data: { voteId, comparisonId: vote.comparisonId } });
      return {};
    };
  }

  /** As a click does, here or in another window. */
  cast(comparisonId: string, verdict: Vote['verdict'], conversationId?: string, blind = false): Vote {
    const { comparison, messages } = this.#host.detail(comparisonId);
    const winner = comparison.threads.find((thread) => thread.conversationId === conversationId)?.model;
    const { answers } = ballotOf(
      comparison.threads.map((thread) => ({ thread, branch: messages[thread.conversationId]! })),
    );
    const messageIds = answers.map(({ answer }) => answer.id);
    const vote: Vote = {
      id: `vote-${++this.#made}`,
      comparisonId,
      projectId: comparison.projectId,
      prompt: comparison.prompt,
      verdict,
      ...(winner === undefined ? {} : { winner }),
      models: answers.map(({ thread }) => thread.model),
      blind,
      messageIds,
      createdAt: 0,
    };
    this.votes = [vote, ...this.votes.filter((other) => String(other.messageIds) !== String(messageIds))];
    this.#host.publish({ type: 'vote:cast', data: { vote } });
    return vote;
  }
}
