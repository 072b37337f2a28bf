import * as z from 'zod';
import { Attachments } from './attachments.ts';
import { ConversationTools, Message } from './conversations.ts';
import { Parameters, ToolCall, ToolNames, ToolResult } from './generation.ts';
import { action, id, query } from './method.ts';

const content = z.string().refine((text) => text.trim() !== '', 'Write a message first: it is empty.');

/** The question as saved and the answer when it is whole. A failed answer is an error whose details name both. */
export const ChatResult = z.object({ userMessage: Message, message: Message });
export type ChatResult = z.infer<typeof ChatResult>;

export const chatStates = [
  'idle',
  'generating',
  'awaiting_tool_approval',
  'running_tools',
  'failed',
  'cancelled',
  'interrupted',
] as const;

/** Where a conversation stands, on the branch that is shown. */
export const ChatStateView = z.object({
  conversationId: id,
  state: z.enum(chatStates),
  /** The answer that is on its way. */
  messageId: id.optional(),
  /** Rounds of tools since the last question; only while an answer is on its way. */
  round: z.number().int().nonnegative().optional(),
  /** Of that answer: those without a result wait for a decision. */
  calls: z.array(ToolCall.extend({ result: ToolResult.optional() })),
  tools: ConversationTools.optional(),
});
export type ChatStateView = z.infer<typeof ChatStateView>;

export const Decision = z.object({
  callId: z.string().min(1),
  /** `conversation`: this tool runs without asking from now on, in this conversation. */
  decision: z.enum(['once', 'conversation', 'deny']),
});
export type Decision = z.infer<typeof Decision>;

export const chatMethods = {
  /**
   * Answers when the generation is over, or when a tool waits for approval; its text streams as `message:delta`
   * meanwhile. With `tools` the model may call these from now on; without it those of before.
   */
  'chat:send': action(
    z.object({
      conversationId: id,
      content,
      modelId: z.string().min(1),
      system: z.string().optional(),
      parameters: Parameters.optional(),
      attachments: Attachments.optional(),
      tools: ToolNames.optional(),
    }),
    ChatResult,
  ),
  /** Like `chat:send`, with an answer that fits the JSON Schema; `data` is it, parsed and validated. */
  'chat:send-structured': action(
    z.object({
      conversationId: id,
      content,
      modelId: z.string().min(1),
      schema: z.record(z.string(), z.unknown()),
      system: z.string().optional(),
      parameters: Parameters.optional(),
    }),
    ChatResult.extend({ data: z.unknown() }),
  ),
  /** Asks again for an answer that failed, was cancelled or was interrupted. Returns at once. */
  'chat:retry': action(z.object({ messageId: id }), Message),
  /** Asks once more for an answer, a whole one as well: the new one stands beside it as a branch. Returns at once. */
  'chat:regenerate': action(z.object({ messageId: id }), Message),
  /** Asks a question in other words, beside the old one as a branch. Returns at once. */
  'chat:edit': action(
    z.object({ messageId: id, content }),
    z.object({ userMessage: Message, message: Message }),
  ),
  /**
   * Decides on calls that wait; when all are decided they run and the model is asked again. Without a message: of the
   * answer that is shown last. `conflict` when it was decided meanwhile. Returns at once.
   */
  'chat:approve-tools': action(
    z.object({
      conversationId: id,
      messageId: id.optional(),
      decisions: z.array(Decision).min(1).max(256),
    }),
    ChatStateView,
  ),
  'chat:state': query(z.object({ conversationId: id }), ChatStateView),
  /** Stops one answer, or all of a comparison. What has arrived is kept. */
  'chat:cancel': action(
    z.object({ messageId: id.optional(), comparisonId: id.optional() }),
    z.object({ cancelled: z.number().int() }),
  ),
};
