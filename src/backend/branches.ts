import { newestLeaf } from '../core/branches.ts';
import type { Message } from '../protocol/conversations.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Catalogue } from './catalogue.ts';
import { pendingAnswer } from './chat.ts';
import { conversationOf } from './conversations.ts';
import type { Generations } from './generations.ts';
import type { Context, Handlers } from './handlers.ts';
import { ToolChoice } from './offered-tools.ts';
import type { BackendPorts } from './ports.ts';
import { type Asking, requestFor, threadParameters } from './request.ts';
import { type AnswerCheck, answerCheck } from './structured.ts';

type BranchMethods = 'chat:regenerate' | 'chat:edit' | 'conversation:switch-branch';

/** Asks once more beside what there is: nothing is replaced, and the conversation shows what is newest. */
export function branchHandlers(
  ports: BackendPorts,
  catalogue: Catalogue,
  generations: Generations,
): Handlers<BranchMethods> {
  const { store, clock, ids } = ports;

  async function found(messageId: string, role: Message['role']): Promise<Message> {
    const message = await store.messages.get(messageId);
    if (message?.role === role) return message;
    const what = role === 'user' ? 'question' : 'answer';
    throw new AbaiError('not-found', `There is no ${what} with this id to ask again.`);
  }

  /** What every new branch of a conversation needs. The conversation is kept for `work` alone. */
  async function branching<T>(
    conversationId: string,
    { caller }: Context,
    work: (thread: {
      history: Message[];
      owner: { comparisonId?: string };
      model: string | undefined;
      asking: Asking;
      check: AnswerCheck | undefined;
    }) => Promise<T>,
  ): Promise<T> {
    const conversation = await conversationOf(ports, conversationId);
    const { comparisonId, model } = conversation;
    const comparison = comparisonId === undefined ? undefined : await store.comparisons.get(comparisonId);
    const release = generations.reserve(conversationId);
    try {
      const tools = await (await ToolChoice.of(caller, undefined)).forThread(conversation.tools);
      return await work({
        history: await store.messages.list(conversationId),
        owner: comparisonId === undefined ? {} : { comparisonId },
        model,
        asking: {
          system: comparison?.system,
          parameters: threadParameters(comparison?.parameters, conversation.parameters),
          schema: comparison?.schema,
          tools: tools.definitions,
        },
        check: await answerCheck(ports.trials, comparison?.schema),
      });
    } finally {
      release();
    }
  }

  return {
    async 'chat:regenerate'({ messageId }, context) {
      const old = await found(messageId, 'assistant');
      const question = old.parentId === null ? undefined : await store.messages.get(old.parentId);
      if (!question) throw new AbaiError('not-found', 'The question of this answer is missing.');
      const model = catalogue.resolve(`${old.provider}:${old.model}`, context.caller);
      return branching(old.conversationId, context, async ({ history, owner, asking, check }) => {
        const now = clock.now();
        const message = {
          ...pendingAnswer(ids.next(), question, model, old.parameters),
          timestamp: now,
        };
        const request = await requestFor(store.media, model, history, question.id, {
          ...asking,
          parameters: old.parameters,
        });
        await context.commit({
          writes: [
            store.messages.insert(message),
            store.conversations.showBranch(old.conversationId, null),
            store.conversations.touch(old.conversationId, now),
          ],
          events: [{ type: 'message:added', data: { message, ...owner } }],
          answer: message,
        });
        generations.start({ message, ...owner, request, caller: context.caller, check });
        return message;
      });
    },

    async 'chat:edit'({ messageId, content }, context) {
      const old = await found(messageId, 'user');
      return branching(old.conversationId, context, async (thread) => {
        const { history, owner, asking, check } = thread;
        const answered = history.findLast(
          ({ role, parentId }) => role === 'assistant' && parentId === old.id,
        );
        const reference = answered ? `${answered.provider}:${answered.model}` : thread.model;
        if (!reference)
          throw new AbaiError('invalid', 'Nobody was asked this: send it to a model as a new message.');
        const model = catalogue.resolve(reference, context.caller);
        const now = clock.now();
        const userMessage: Message = { ...old, id: ids.next(), content, timestamp: now };
        const parameters = answered?.parameters ?? asking.parameters;
        const message = pendingAnswer(ids.next(), userMessage, model, parameters);
        const answer = { userMessage, message };
        const all = [...history, userMessage];
        const request = await requestFor(store.media, model, all, userMessage.id, { ...asking, parameters });
        await context.commit({
          writes: [
            store.messages.insert(userMessage),
            store.messages.insert(message),
            store.conversations.showBranch(old.conversationId, null),
            store.conversations.touch(old.conversationId, now),
          ],
          events: [
            { type: 'message:added', data: { message: userMessage, ...owner } },
            { type: 'message:added', data: { message, ...owner } },
          ],
          answer,
        });
        generations.start({ message, ...owner, request, caller: context.caller, check });
        return answer;
      });
    },

    async 'conversation:switch-branch'({ messageId }, context) {
      const message = await store.messages.get(messageId);
      if (!message) throw new AbaiError('not-found', 'There is no message with this id.');
      const { conversationId } = message;
      const { comparisonId } = await conversationOf(ports, conversationId);
      const leafId = newestLeaf(await store.messages.list(conversationId), messageId);
      const answer = { conversationId, leafId };
      await context.commit({
        writes: [store.conversations.showBranch(conversationId, leafId)],
        events: [{ type: 'branch:switched', data: { ...answer, ...(comparisonId ? { comparisonId } : {}) } }],
        answer,
      });
      return answer;
    },
  };
}
