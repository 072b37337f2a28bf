import * as z from 'zod';
import { Attachment } from './attachments.ts';
import { Failure } from './failure.ts';
import {
  Citation,
  Cost,
  Parameters,
  StopReason,
  Timing,
  ToolCall,
  ToolResult,
  Usage,
  Warning,
} from './generation.ts';
import { action, id, query, timestamp } from './method.ts';

/** Which tools the models of a conversation are offered, and which of them run without asking. By name. */
export const ConversationTools = z.object({ enabled: z.array(z.string()), approved: z.array(z.string()) });
export type ConversationTools = z.infer<typeof ConversationTools>;

export const Conversation = z.object({
  id,
  projectId: id,
  name: z.string(),
  /** Set when the conversation is one thread of a comparison. */
  comparisonId: id.optional(),
  /** `provider:id` of the thread's model, when it has one. */
  model: z.string().optional(),
  /** What it is asked with in place of its comparison's. */
  parameters: Parameters.optional(),
  /** The last message of the branch that is shown; without it that is the newest message. */
  leafId: id.optional(),
  tools: ConversationTools.optional(),
  createdAt: timestamp,
  lastUsed: timestamp,
});
export type Conversation = z.infer<typeof Conversation>;

/**
 * `generating`, `awaiting_tool_approval` and `running_tools` move on; after a crash the first becomes `interrupted` and the
 * last waits for approval again.
 */
export const messageStatuses = [
  'complete',
  'generating',
  'awaiting_tool_approval',
  'running_tools',
  'interrupted',
  'failed',
  'cancelled',
] as const;
export const MessageStatus = z.enum(messageStatuses);
export type MessageStatus = z.infer<typeof MessageStatus>;

/** Why an answer that is being generated has not begun or begins anew, and until when. */
export const Waiting = z.object({
  /** Milliseconds since epoch; null when nobody knows. */
  until: timestamp.nullable(),
  /** A sentence for people. */
  reason: z.string(),
});
export type Waiting = z.infer<typeof Waiting>;

export const Role = z.enum(['system', 'user', 'assistant']);
export type Role = z.infer<typeof Role>;

export const Message = z.object({
  id,
  conversationId: id,
  /** The message this one answers or follows; null for the first of a thread. */
  parentId: id.nullable(),
  role: Role,
  content: z.string(),
  /** What a question carries beside its words. */
  attachments: z.array(Attachment).optional(),
  thinking: z.string().optional(),
  provider: z.string().optional(),
  /** The model's own id, without the provider. */
  model: z.string().optional(),
  status: MessageStatus,
  stopReason: StopReason.optional(),
  parameters: Parameters.optional(),
  /** USD; null when unknown. The basis stands in `costBasis`. */
  cost: z.number().nullable().optional(),
  costBasis: Cost.shape.basis.optional(),
  tokensIn: z.number().int().optional(),
  tokensOut: z.number().int().optional(),
  usage: Usage.optional(),
  timing: Timing.optional(),
  citations: z.array(Citation).optional(),
  toolCalls: z.array(ToolCall).optional(),
  toolResults: z.array(ToolResult).optional(),
  warnings: z.array(Warning).optional(),
  error: Failure.optional(),
  /** Only while `generating`: the provider asked to wait, or nobody present has the key. */
  waiting: Waiting.optional(),
  timestamp,
});
export type Message = z.infer<typeof Message>;

export const conversationMethods = {
  'conversation:create': action(
    z.object({ projectId: id.optional(), name: z.string().trim().min(1).max(500).optional() }),
    Conversation,
  ),
  /** By last use, newest first. Without a project: those of the current one. */
  'conversation:list': query(z.object({ projectId: id.optional() }), z.array(Conversation)),
  'messages:add': action(
    z.object({
      conversationId: id,
      role: Role,
      content: z.string(),
      provider: z.string().optional(),
      model: z.string().optional(),
      cost: z.number().nonnegative().optional(),
      tokensIn: z.number().int().nonnegative().optional(),
      tokensOut: z.number().int().nonnegative().optional(),
    }),
    Message,
  ),
  /** Shows the branch that goes through a message, down to the newest one after it. */
  'conversation:switch-branch': action(
    z.object({ messageId: id }),
    z.object({ conversationId: id, leafId: id }),
  ),
  /** Of all branches, oldest first. */
  'messages:list': query(
    z.object({
      conversationId: id,
      limit: z.number().int().min(1).max(10_000).optional(),
      after: id.optional(),
    }),
    z.array(Message),
  ),
};
