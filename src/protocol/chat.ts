import * as z from 'zod';
import { Attachments } from './attachments.ts';
import { Message } from './conversations.ts';
import { Parameters } from './generation.ts';
import { action, id } from './method.ts';

const content = z.string().refine((text) => text.trim() !== '', 'Write a message first: it is empty.');

/** The question as saved and the answer when it is whole. A failed answer is an error whose details name both. */
export const ChatResult = z.object({ userMessage: Message, message: Message });
export type ChatResult = z.infer<typeof ChatResult>;

export const chatMethods = {
  /** Answers when the generation is over; its text streams as `message:delta` meanwhile. */
  'chat:send': action(
    z.object({
      conversationId: id,
      content,
      modelId: z.string().min(1),
      system: z.string().optional(),
      parameters: Parameters.optional(),
      attachments: Attachments.optional(),
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
  /** Stops one answer, or all of a comparison. What has arrived is kept. */
  'chat:cancel': action(
    z.object({ messageId: id.optional(), comparisonId: id.optional() }),
    z.object({ cancelled: z.number().int() }),
  ),
};
