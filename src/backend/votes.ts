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

  /** The newest answers of a comparison, one for each thread that has one, and the question they answer. */
  async function newestAnswers(comparisonId: string) {
    const comparison = await store.comparisons.get(comparisonId);
    if (!comparison) throw new AbaiError('not-found', 'There is no comparison with this id.');
    const answers: { conversationId: string; model: string; messageId: string }[] = [];
    let prompt = comparison.prompt;
    for (const { conversationId, model, leafId } of comparison.threads) {
      const messages = branchOf(await store.messages.list(conversationId), leafId);
      const last = messages.at(-1);
      if (last?.role !== 'assistant') continue;
      if (isInFlight(last.status))
        throw new AbaiError(
          'conflict',
          'Wait until all answers are there, or stop them, before you judge them.',
        );
      prompt = messages.findLast(({ role }) => role === 'user')?.content ?? prompt;
      answers.push({ conversationId, model, messageId: last.id });
    }
    return { comparison, answers, prompt };
  }

  return {
    async 'vote:cast'({ comparisonId, verdict, conversationId, blind }, context) {
      const { comparison, answers, prompt } = await newestAnswers(comparisonId);
      if (answers.length < 2)
        throw new AbaiError('invalid', 'There is nothing to choose from: ask at least two models.');
      const winner = answers.find((answer) => answer.conversationId === conversationId);
      if ((verdict === 'winner') !== (winner !== undefined))
        throw new AbaiError('invalid', 'Name the thread that won, and only when one has.');
      const messageIds = answers.map(({ messageId }) => messageId);
      const vote: Vote = {
        id: ids.next(),
        comparisonId,
        projectId: comparison.projectId,
        prompt,
        verdict,
        ...(winner ? { winner: winner.model } : {}),
        models: answers.map(({ model }) => model),
        blind: blind ?? false,
        messageIds,
        createdAt: clock.now(),
      };
      await context.commit({
        writes: [store.votes.removeOn(comparisonId, messageIds), store.votes.insert(vote)],
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
      return store.votes.list({
        limit: limit ?? 1000,
        ...(projectId === undefined ? {} : { projectId }),
        ...(comparisonId === undefined ? {} : { comparisonId }),
      });
    },

    async 'vote:standings'({ projectId }) {
      const project = await current.get(projectId);
      const votes = await store.votes.list({ projectId: project.id, limit: mostCounted });
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
