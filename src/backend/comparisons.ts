import { branchOf } from '../core/branches.ts';
import { nameFrom } from '../core/name.ts';
import type { Comparison, ComparisonDetail } from '../protocol/comparisons.ts';
import type { Message } from '../protocol/conversations.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import { keepAttachments } from './attachments.ts';
import type { Catalogue } from './catalogue.ts';
import { ComparisonTurns, type Turn } from './comparison-turns.ts';
import type { DeletedComparisons } from './deleted-comparisons.ts';
import type { Generations } from './generations.ts';
import type { Handlers, Resumes } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import type { CurrentProject } from './projects.ts';
import { requireSchema } from './structured.ts';

/** What the store keeps as the answer of a start or send: the detail is read anew. */
interface DetailAnswer {
  comparisonId: string;
}

export async function comparisonOf(ports: BackendPorts, id: string): Promise<Comparison> {
  const comparison = await ports.store.comparisons.get(id);
  if (!comparison)
    throw new AbaiError('not-found', 'There is no comparison with this id: it may have been deleted.');
  return comparison;
}

async function detailOf(
  ports: BackendPorts,
  generations: Generations,
  comparisonId: string,
  find: (comparisonId: string) => Promise<Comparison>,
): Promise<ComparisonDetail> {
  const { store } = ports;
  // Read before the messages: an event that comes between is applied twice, never missed.
  const seq = await store.events.last();
  const comparison = await find(comparisonId);
  const messages: Record<string, Message[]> = {};
  for (const thread of comparison.threads) messages[thread.conversationId] = [];
  for (const message of await store.messages.listByComparison(comparisonId)) {
    messages[message.conversationId]?.push(generations.live(message));
  }
  return { comparison, messages, seq };
}

/** What an action has left, also when another window has deleted it by now: it was done, and the answer says so. */
function leftOf(
  ports: BackendPorts,
  generations: Generations,
  comparisonId: string,
): Promise<ComparisonDetail> {
  return detailOf(
    ports,
    generations,
    comparisonId,
    async (id) => (await ports.store.comparisons.getDeleted(id)) ?? comparisonOf(ports, id),
  );
}

export function comparisonHandlers(
  ports: BackendPorts,
  catalogue: Catalogue,
  generations: Generations,
  current: CurrentProject,
  deleted: DeletedComparisons,
): Handlers<
  | 'comparison:start'
  | 'comparison:send'
  | 'comparison:get'
  | 'comparison:list'
  | 'comparison:check-schema'
  | 'comparison:recent-prompts'
  | 'comparison:rename'
  | 'comparison:delete'
  | 'comparison:restore'
> {
  const { store, clock, ids } = ports;

  return {
    async 'comparison:start'(
      { comparisonId, projectId, prompt, system, models, parameters, schema, source, attachments, tools },
      context,
    ) {
      const chosen = models.map((asked) => {
        const given = typeof asked === 'string' ? { model: asked } : asked;
        const { conversationId = ids.next(), questionId, parameters: own } = given;
        return { model: catalogue.resolve(given.model, context.caller), own, conversationId, questionId };
      });
      const project = await current.forNew(projectId);
      const carried = await keepAttachments(store.media, attachments);
      const now = clock.now();
      const comparison: Comparison = {
        id: comparisonId ?? ids.next(),
        projectId: project.id,
        name: nameFrom(prompt),
        prompt,
        ...(system ? { system } : {}),
        ...(parameters ? { parameters } : {}),
        ...(schema ? { schema } : {}),
        ...(source ? { source } : {}),
        ...(tools?.length ? { tools } : {}),
        threads: chosen.map(({ model, own, conversationId }) => ({
          conversationId,
          model: `${model.provider}:${model.id}`,
          modelName: model.name,
          ...(own ? { parameters: own } : {}),
        })),
        createdAt: now,
        lastUsed: now,
      };
      const question = { content: prompt, attachments: carried, tools };
      const turns = await ComparisonTurns.make(ports, comparison, question, context);
      const openings = await Promise.all(
        comparison.threads.map(async (thread, index) => {
          const { model, questionId } = chosen[index]!;
          return {
            conversation: turns.conversationOf(thread),
            ...(await turns.in(thread, model, [], questionId)),
          };
        }),
      );
      await context.commit({
        writes: [
          ...store.comparisons.insert(comparison),
          ...openings.flatMap(({ conversation, userMessage, start, writes }) => [
            store.conversations.insert(conversation),
            ...writes,
            store.messages.insert(userMessage),
            store.messages.insert(start.message),
          ]),
          store.projects.touch(project.id, now),
        ],
        events: [{ type: 'comparison:created', data: { comparison } }],
        answer: { comparisonId: comparison.id } satisfies DetailAnswer,
      });
      for (const { start } of openings) generations.start(start);
      return leftOf(ports, generations, comparison.id);
    },

    async 'comparison:send'(params, context) {
      const { comparisonId, content, conversationIds, questionIds, attachments, tools } = params;
      const comparison = await comparisonOf(ports, comparisonId);
      const threads = comparison.threads.filter(
        (thread) => !conversationIds || conversationIds.includes(thread.conversationId),
      );
      if (threads.length === 0 || (conversationIds && threads.length < new Set(conversationIds).size)) {
        throw new AbaiError('not-found', 'This comparison has no such thread.');
      }
      const carried = await keepAttachments(store.media, attachments);
      const releases: (() => void)[] = [];
      try {
        for (const thread of threads) releases.push(generations.reserve(thread.conversationId));
        const question = { content, attachments: carried, tools };
        const asked = await ComparisonTurns.make(ports, comparison, question, context);
        const turns: Turn[] = [];
        for (const thread of threads) {
          const model = catalogue.resolve(thread.model, context.caller);
          const history = branchOf(await store.messages.list(thread.conversationId), thread.leafId);
          turns.push(await asked.in(thread, model, history, questionIds?.[thread.conversationId]));
        }
        await context.commit({
          writes: [
            ...turns.flatMap(({ userMessage, start, writes }) => [
              ...writes,
              store.messages.insert(userMessage),
              store.messages.insert(start.message),
              store.conversations.showBranch(userMessage.conversationId, null),
              store.conversations.touch(userMessage.conversationId, asked.at),
            ]),
            ...(tools ? [store.comparisons.setTools(comparisonId, tools)] : []),
            store.comparisons.touch(comparisonId, asked.at),
          ],
          events: [
            ...(tools
              ? [{ type: 'comparison:updated' as const, data: { comparison: { ...comparison, tools } } }]
              : []),
            ...turns.flatMap(({ userMessage, start }) => [
              { type: 'message:added' as const, data: { message: userMessage, comparisonId } },
              { type: 'message:added' as const, data: { message: start.message, comparisonId } },
            ]),
          ],
          answer: { comparisonId } satisfies DetailAnswer,
        });
        for (const { start } of turns) generations.start(start);
      } finally {
        for (const release of releases) release();
      }
      return leftOf(ports, generations, comparisonId);
    },

    'comparison:get': ({ comparisonId }) =>
      detailOf(ports, generations, comparisonId, (id) => comparisonOf(ports, id)),

    'comparison:list': ({ projectId, limit, before }) =>
      store.comparisons.list({
        limit: limit ?? 100,
        ...(projectId === undefined ? {} : { projectId }),
        ...(before === undefined ? {} : { before }),
      }),

    'comparison:check-schema': ({ schema }) =>
      requireSchema(ports.trials, schema).then(
        () => ({ problem: null }),
        (thrown: unknown) => ({ problem: toAbaiError(thrown).message }),
      ),

    async 'comparison:recent-prompts'({ limit }) {
      return { prompts: await store.messages.questions(limit ?? 50) };
    },

    async 'comparison:rename'({ comparisonId, name }, context) {
      const comparison = { ...(await comparisonOf(ports, comparisonId)), name };
      await context.commit({
        writes: [store.comparisons.rename(comparisonId, name)],
        events: [{ type: 'comparison:updated', data: { comparison } }],
        answer: comparison,
      });
      return comparison;
    },

    async 'comparison:delete'({ comparisonId }, context) {
      const comparison = await comparisonOf(ports, comparisonId);
      await context.commit({
        writes: [store.comparisons.markDeleted(comparisonId, clock.now())],
        events: [{ type: 'comparison:deleted', data: { comparisonId, projectId: comparison.projectId } }],
        answer: { comparisonId },
      });
      generations.abandon(comparisonId);
      deleted.purgeLater();
      return { comparisonId };
    },

    async 'comparison:restore'({ comparisonId }, context) {
      const comparison = await store.comparisons.getDeleted(comparisonId);
      if (!comparison) {
        throw new AbaiError(
          'not-found',
          'This comparison is gone for good: it could be undone for ten seconds.',
        );
      }
      generations.takeUp(comparisonId);
      await context.commit({
        writes: [store.comparisons.restore(comparisonId)],
        events: [{ type: 'comparison:created', data: { comparison } }],
        answer: comparison,
      });
      return comparison;
    },
  };
}

export function comparisonResumes(ports: BackendPorts, generations: Generations): Resumes {
  const resume = ({ comparisonId }: DetailAnswer) => leftOf(ports, generations, comparisonId);
  return { 'comparison:start': resume, 'comparison:send': resume };
}
