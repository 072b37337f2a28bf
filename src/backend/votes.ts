import { ballotOf, votedOn } from '../core/ballot.ts';
import { branchOf } from '../core/branches.ts';
import { isInFlight } from '../core/in-flight.ts';
import { bradleyTerry, pairRates } from '../core/standings.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Vote } from '../protocol/votes.ts';
import type { Handlers, Resumes } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import type { CurrentProject } from './projects.ts';

/** Fewer votes make no ranking. */
const fewestForRanking = 20;
/** Votes that standings are made of, the newest ones. */
const mostCounted = 100_000;

type VoteMethods = 'vote:cast' | 'vote:withdraw' | 'vote:list' | 'vote:standings';

export function voteHandlers(ports: BackendPorts, current: CurrentProject): Handlers<VoteMethods> {
  const { store, clock, ids } = ports;

  /** Votes as they stand: nothing of an answer that a vote names changes once it is finished. */
  const judged = new Map<string, Vote | undefined>();

  /** What can be voted on in a comparison, and the question that it answers. */
  async function ballot(comparisonId: string) {
    const comparison = await store.comparisons.get(comparisonId);
    if (!comparison) throw new AbaiError('not-found', 'There is no comparison with this id.');
    const threads = [];
    for (const thread of comparison.threads) {
      const branch = branchOf(await store.messages.list(thread.conversationId), thread.leafId);
      const last = branch.at(-1);
      if (last?.role === 'assistant' && isInFlight(last.status))
        throw new AbaiError(
          'conflict',
          'Wait until all answers are there, or stop them, before you judge them.',
        );
      threads.push({ thread, branch });
    }
    const { question, answers } = ballotOf(threads);
    return { comparison, answers, prompt: question?.content ?? comparison.prompt };
  }

  /** The same votes by the rule of today, whenever they were cast; those that say nothing by it are left out. */
  async function standing(votes: readonly Vote[]): Promise<Vote[]> {
    const open = votes.filter(({ id }) => !judged.has(id));
    const answers = await store.votes.answers(open.map(({ id }) => id));
    if (judged.size > mostCounted) judged.clear();
    for (const vote of open) judged.set(vote.id, votedOn(vote, answers.get(vote.id) ?? []));
    return votes.flatMap((vote) => judged.get(vote.id) ?? []);
  }

  /** Stored votes of the comparison that are about just these answers. */
  async function onSame(comparisonId: string, messageIds: readonly string[]): Promise<Vote[]> {
    const same = [];
    for (const vote of await store.votes.list({ comparisonId, limit: mostCounted })) {
      const [stands] = await standing([vote]);
      if (String([...(stands ?? vote).messageIds].sort()) === String([...messageIds].sort())) same.push(vote);
    }
    return same;
  }

  return {
    async 'vote:cast'({ comparisonId, verdict, conversationId, blind }, context) {
      const { comparison, answers, prompt } = await ballot(comparisonId);
      if (comparison.threads.length < 2)
        throw new AbaiError('invalid', 'There is nothing to choose from: ask at least two models.');
      if (answers.length < 2)
        throw new AbaiError(
          'invalid',
          'There is nothing to choose from: fewer than two models have finished an answer to this question.',
        );
      const winner = answers.find(({ thread }) => thread.conversationId === conversationId);
      if ((verdict === 'winner') !== (conversationId !== undefined))
        throw new AbaiError('invalid', 'Name the thread that won, and only when one has.');
      if (conversationId !== undefined && winner === undefined)
        throw new AbaiError(
          'invalid',
          'This thread has no finished answer to the question, so it cannot win.',
        );
      const messageIds = answers.map(({ answer }) => answer.id);
      const earlier = await onSame(comparisonId, messageIds);
      const vote: Vote = {
        id: ids.next(),
        comparisonId,
        projectId: comparison.projectId,
        prompt,
        verdict,
        ...(winner ? { winner: winner.thread.model } : {}),
        models: answers.map(({ thread }) => thread.model),
        blind: blind ?? false,
        messageIds,
        createdAt: clock.now(),
      };
      await context.commit({
        writes: [
          store.votes.removeOn(comparisonId, messageIds),
          ...earlier.map((other) => store.votes.removeOn(comparisonId, other.messageIds)),
          store.votes.insert(vote),
        ],
        events: [{ type: 'vote:cast', data: { vote } }],
        answer: { voteId: vote.id },
      });
      return vote;
    },

    async 'vote:withdraw'({ voteId }, context) {
      const vote = await store.votes.get(voteId);
      if (!vote) throw new AbaiError('not-found', 'There is no vote with this id.');
      await context.commit({
        writes: [store.votes.remove(voteId)],
        events: [{ type: 'vote:withdrawn', data: { voteId, comparisonId: vote.comparisonId } }],
        answer: {},
      });
      return {};
    },

    async 'vote:list'({ projectId, comparisonId, limit }) {
      const votes = await store.votes.list({
        limit: limit ?? 1000,
        ...(projectId === undefined ? {} : { projectId }),
        ...(comparisonId === undefined ? {} : { comparisonId }),
      });
      return standing(votes);
    },

    async 'vote:standings'({ projectId }) {
      const project = await current.get(projectId);
      const votes = await standing(await store.votes.list({ projectId: project.id, limit: mostCounted }));
      return {
        votes: votes.length,
        pairs: pairRates(votes),
        ...(votes.length < fewestForRanking ? {} : { ranking: bradleyTerry(votes) }),
      };
    },
  };
}

export function voteResumes({ store }: BackendPorts): Resumes {
  return {
    async 'vote:cast'({ voteId }: { voteId: string }): Promise<Vote> {
      const vote = await store.votes.get(voteId);
      if (!vote) throw new AbaiError('not-found', 'This vote was withdrawn meanwhile.');
      return vote;
    },
  };
}
