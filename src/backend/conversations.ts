import { branchOf } from '../core/branches.ts';
import { next } from '../core/chat-machine.ts';
import { chatStateOf } from '../core/message-state.ts';
import type { Conversation, Message } from '../protocol/conversations.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Generations } from './generations.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import type { CurrentProject } from './projects.ts';

export async function conversationOf(ports: BackendPorts, id: string): Promise<Conversation> {
  const conversation = await ports.store.conversations.get(id);
  if (!conversation) throw new AbaiError('not-found', 'There is no conversation with this id.');
  const { comparisonId } = conversation;
  if (comparisonId !== undefined && !(await ports.store.comparisons.get(comparisonId)))
    throw new AbaiError('not-found', 'The comparison of this conversation was deleted.');
  return conversation;
}

export function conversationHandlers(
  ports: BackendPorts,
  current: CurrentProject,
  generations: Generations,
): Handlers<'conversation:create' | 'conversation:list' | 'messages:add' | 'messages:list'> {
  const { store, clock, ids } = ports;
  return {
    async 'conversation:create'({ projectId, name }, context) {
      const now = clock.now();
      const conversation: Conversation = {
        id: ids.next(),
        projectId: (await current.forNew(projectId)).id,
        name: name ?? 'New Conversation',
        createdAt: now,
        lastUsed: now,
      };
      await context.commit({
        writes: [store.conversations.insert(conversation)],
        events: [{ type: 'conversation:created', data: { conversation } }],
        answer: conversation,
      });
      return conversation;
    },

    'conversation:list': async ({ projectId }) => store.conversations.list((await current.get(projectId)).id),

    async 'messages:add'(params, context) {
      const conversation = await conversationOf(ports, params.conversationId);
      const release = generations.reserve(conversation.id);
      try {
        const branch = branchOf(await store.messages.list(conversation.id), conversation.leafId);
        next(chatStateOf(branch), { type: 'asked' });
        const last = branch.at(-1);
        const now = clock.now();
        const message: Message = {
          ...params,
          id: ids.next(),
          parentId: last?.id ?? null,
          status: 'complete',
          ...(params.cost === undefined ? {} : { costBasis: 'exact' as const }),
          timestamp: now,
        };
        const owner = conversation.comparisonId ? { comparisonId: conversation.comparisonId } : {};
        await context.commit({
          writes: [
            store.messages.insert(message),
            store.conversations.showBranch(conversation.id, null),
            store.conversations.touch(conversation.id, now),
          ],
          events: [{ type: 'message:added', data: { message, ...owner } }],
          answer: message,
        });
        return message;
      } finally {
        release();
      }
    },

    async 'messages:list'({ conversationId, limit, after }) {
      await conversationOf(ports, conversationId);
      const page = { ...(limit === undefined ? {} : { limit }), ...(after === undefined ? {} : { after }) };
      return (await store.messages.list(conversationId, page)).map((message) => generations.live(message));
    },
  };
}
