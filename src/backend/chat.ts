import { branchOf } from '../core/branches.ts';
import { next } from '../core/chat-machine.ts';
import { chatStateOf, mayBecome } from '../core/message-state.ts';
import type { ChatResult } from '../protocol/chat.ts';
import type { Message } from '../protocol/conversations.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Parameters } from '../protocol/generation.ts';
import type { ParsedParams } from '../protocol/methods.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import { keepAttachments } from './attachments.ts';
import type { Catalogue } from './catalogue.ts';
import { conversationOf } from './conversations.ts';
import type { Generations } from './generations.ts';
import type { Context, Handlers, Resumes } from './handlers.ts';
import { ToolChoice } from './offered-tools.ts';
import type { BackendPorts } from './ports.ts';
import { requestFor } from './request.ts';
import { answerCheck, schemaCheck, structuredData } from './structured.ts';
import { stopAwaiting } from './tool-approval.ts';

/** What the store keeps as the answer of a send: enough to wait for the same generation again. */
interface SendAnswer {
  conversationId: string;
  userMessageId: string;
  messageId: string;
  /** The JSON Schema that the answer must fit. */
  schema?: Record<string, unknown>;
}

/** An answer that is about to be generated. */
export function pendingAnswer(
  id: string,
  question: Message,
  model: ModelDefinition,
  parameters: Parameters | undefined,
): Message {
  return {
    id,
    conversationId: question.conversationId,
    parentId: question.id,
    role: 'assistant',
    content: '',
    provider: model.provider,
    model: model.id,
    status: 'generating',
    ...(parameters ? { parameters } : {}),
    timestamp: question.timestamp,
  };
}

async function chatResult(
  ports: BackendPorts,
  generations: Generations,
  answer: SendAnswer,
): Promise<ChatResult> {
  const message = await generations.atRest(answer.messageId);
  const userMessage = await ports.store.messages.get(answer.userMessageId);
  if (!message || !userMessage) throw new AbaiError('not-found', 'This message was deleted meanwhile.');
  if (message.status === 'complete' || message.status === 'awaiting_tool_approval')
    return { userMessage, message };
  const { userMessageId, messageId } = answer;
  const details = { userMessageId, messageId, conversationId: message.conversationId };
  if (message.error) throw AbaiError.fromFailure({ ...message.error, details });
  throw new AbaiError('cancelled', 'The answer was stopped before its end. What arrived is kept.', {
    retryable: message.status === 'interrupted',
    details,
  });
}

export function chatHandlers(
  ports: BackendPorts,
  catalogue: Catalogue,
  generations: Generations,
): Handlers<'chat:send' | 'chat:send-structured' | 'chat:retry' | 'chat:cancel'> {
  const { store, clock, ids } = ports;

  async function send(
    { conversationId, content, modelId, system, parameters, attachments, tools }: ParsedParams<'chat:send'>,
    context: Context,
    schema?: Record<string, unknown>,
  ): Promise<SendAnswer> {
    const model = catalogue.resolve(modelId, context.caller);
    const conversation = await conversationOf(ports, conversationId);
    const carried = await keepAttachments(store.media, attachments);
    const choice = await ToolChoice.of(context.caller, tools);
    const owner = conversation.comparisonId ? { comparisonId: conversation.comparisonId } : {};
    const release = generations.reserve(conversationId);
    try {
      const history = branchOf(await store.messages.list(conversationId), conversation.leafId);
      next(chatStateOf(history), { type: 'asked' });
      const offered = schema ? { definitions: [] } : await choice.forThread(conversation.tools);
      const now = clock.now();
      const userMessage: Message = {
        id: ids.next(),
        conversationId,
        parentId: history.at(-1)?.id ?? null,
        role: 'user',
        content,
        ...(carried.length > 0 ? { attachments: carried } : {}),
        status: 'complete',
        timestamp: now,
      };
      const message = pendingAnswer(ids.next(), userMessage, model, parameters);
      const answer: SendAnswer = {
        conversationId,
        userMessageId: userMessage.id,
        messageId: message.id,
        ...(schema ? { schema } : {}),
      };
      const request = await requestFor(store.media, model, [...history, userMessage], userMessage.id, {
        system,
        parameters,
        schema,
        tools: offered.definitions,
      });
      await context.commit({
        writes: [
          store.messages.insert(userMessage),
          store.messages.insert(message),
          ...(offered.changed ? [store.conversations.setTools(conversationId, offered.changed)] : []),
          store.conversations.showBranch(conversationId, null),
          store.conversations.touch(conversationId, now),
        ],
        events: [
          { type: 'message:added', data: { message: userMessage, ...owner } },
          { type: 'message:added', data: { message, ...owner } },
        ],
        answer,
      });
      generations.start({ message, ...owner, request, caller: context.caller });
      return answer;
    } finally {
      release();
    }
  }

  /** The result when the answer is over; the caller taking the request back stops it. */
  async function settled(answer: SendAnswer, signal: AbortSignal): Promise<ChatResult> {
    const cancel = () => generations.cancel((running) => running.conversationId === answer.conversationId);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      return await chatResult(ports, generations, answer);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  return {
    'chat:send': async (params, context) => settled(await send(params, context), context.signal),

    async 'chat:send-structured'({ schema, ...params }, context) {
      const check = await schemaCheck(ports.trials, schema);
      const answer = await send(params, context, schema);
      const result = await settled(answer, context.signal);
      return {
        ...result,
        data: await structuredData(result.message.content, check, { messageId: answer.messageId }),
      };
    },

    async 'chat:retry'({ messageId }, context) {
      const old = await store.messages.get(messageId);
      if (old?.role !== 'assistant' || !old.parentId) {
        throw new AbaiError('not-found', 'There is no answer with this id to ask again.');
      }
      if (!mayBecome(old.status, 'generating')) {
        throw new AbaiError(
          'conflict',
          'This answer is whole: only one that failed or was stopped can be retried.',
        );
      }
      return restart(ports, catalogue, generations, old, context);
    },

    async 'chat:cancel'({ messageId, comparisonId }, context) {
      if (messageId === undefined && comparisonId === undefined) {
        throw new AbaiError('invalid', 'chat:cancel needs a messageId or a comparisonId.');
      }
      const cancelled = generations.cancel(
        (message, owner) =>
          message.id === messageId || (comparisonId !== undefined && owner === comparisonId),
      );
      const waiting = await stopAwaiting(ports, { messageId, comparisonId }, context);
      return { cancelled: cancelled + waiting };
    },
  };
}

async function restart(
  ports: BackendPorts,
  catalogue: Catalogue,
  generations: Generations,
  old: Message,
  context: Context,
): Promise<Message> {
  const { store, clock } = ports;
  const conversation = await conversationOf(ports, old.conversationId);
  const model = catalogue.resolve(`${old.provider}:${old.model}`, context.caller);
  const comparison = conversation.comparisonId
    ? await store.comparisons.get(conversation.comparisonId)
    : undefined;
  const message: Message = {
    id: old.id,
    conversationId: old.conversationId,
    parentId: old.parentId,
    role: 'assistant',
    content: '',
    provider: model.provider,
    model: model.id,
    status: 'generating',
    ...(old.parameters ? { parameters: old.parameters } : {}),
    // Later than the try before, whatever the clock says: that is how its text is told from this one's.
    timestamp: Math.max(clock.now(), old.timestamp + 1),
  };
  const owner = conversation.comparisonId ? { comparisonId: conversation.comparisonId } : {};
  const release = generations.reserve(old.conversationId);
  try {
    const history = await store.messages.list(old.conversationId);
    const { system, schema } = comparison ?? {};
    const tools = await (await ToolChoice.of(context.caller, undefined)).forThread(conversation.tools);
    const asking = { system, schema, parameters: old.parameters, tools: tools.definitions };
    const request = await requestFor(store.media, model, history, old.parentId!, asking);
    const check = await answerCheck(ports.trials, schema);
    await context.commit({
      writes: [
        store.messages.restart(message),
        store.conversations.touch(old.conversationId, message.timestamp),
      ],
      events: [{ type: 'message:updated', data: { message, ...owner } }],
      answer: message,
    });
    generations.start({ message, ...owner, request, caller: context.caller, check });
  } finally {
    release();
  }
  return message;
}

export function chatResumes(ports: BackendPorts, generations: Generations): Resumes {
  return {
    'chat:send': (answer: SendAnswer) => chatResult(ports, generations, answer),
    'chat:send-structured': async (answer: SendAnswer) => {
      const check = await schemaCheck(ports.trials, answer.schema ?? {});
      const result = await chatResult(ports, generations, answer);
      return {
        ...result,
        data: await structuredData(result.message.content, check, { messageId: answer.messageId }),
      };
    },
  };
}
