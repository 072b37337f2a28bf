import * as z from 'zod';
import { NativeBatch } from './batches.ts';
import { BudgetCrossing } from './budget.ts';
import { Comparison } from './comparisons.ts';
import { Conversation, Message } from './conversations.ts';
import { id, query } from './method.ts';
import { Project } from './projects.ts';
import { Run } from './runs.ts';
import { Vote } from './votes.ts';

/** Durable facts: each is stored in the transaction that made it true, then published with its number. */
export const eventSchemas = {
  'project:created': z.object({ project: Project }),
  'project:switched': z.object({ project: Project }),
  /** Renamed, archived, taken out of the archive, or other settings. */
  'project:updated': z.object({ project: Project }),
  /** A project has reached 80 % or all of what it may cost in this month. */
  'budget:crossed': BudgetCrossing,
  /** Profiles were saved, deleted or taken in: `profile:list` has them. */
  'profiles:changed': z.object({}),
  /** The prompt library was changed: `prompt:list` has it. */
  'prompts:changed': z.object({}),
  'conversation:created': z.object({ conversation: Conversation }),
  'message:added': z.object({ message: Message, comparisonId: id.optional() }),
  /** The message moved on: checkpoint, end, failure, retry. */
  'message:updated': z.object({ message: Message, comparisonId: id.optional() }),
  /** Another branch of a conversation is shown. A message that is added shows its own branch. */
  'branch:switched': z.object({ conversationId: id, leafId: id, comparisonId: id.optional() }),
  'comparison:created': z.object({ comparison: Comparison }),
  'comparison:updated': z.object({ comparison: Comparison }),
  'comparison:deleted': z.object({ comparisonId: id, projectId: id }),
  'run:created': z.object({ run: Run }),
  /** Sums or state of a run, a few times a second at most; its cells are read with `run:cells`. */
  'run:updated': z.object({ run: Run }),
  /** A batch at a provider moved on. */
  'batch:updated': z.object({ batch: NativeBatch }),
  'run:deleted': z.object({ runId: id, projectId: id }),
  'vote:cast': z.object({ vote: Vote }),
  'vote:withdrawn': z.object({ voteId: id, comparisonId: id }),
  'settings:changed': z.object({ keys: z.array(z.string()) }),
  'models:changed': z.object({}),
  /** Anything may be different: everything was deleted, or a backup was restored. Load everything anew. */
  'data:replaced': z.object({}),
  /** The daily check found damage. `backup` is the newest one. */
  'data:damaged': z.object({ problems: z.array(z.string()), backup: z.string().optional() }),
} as const;

export type EventType = keyof typeof eventSchemas;
export type EventData<T extends EventType> = z.infer<(typeof eventSchemas)[T]>;

/** `seq` grows by one for each stored event of a data folder. `requestId` is of the action that made it, if one did. */
export type StoredEvent = {
  [T in EventType]: { seq: number; type: T; at: number; requestId?: string; data: EventData<T> };
}[EventType];

/** An event before the store gave it a number. */
export type NewEvent = { [T in EventType]: { type: T; data: EventData<T> } }[EventType];

const StoredEventSchema = z.object({
  seq: z.number().int(),
  type: z.string(),
  at: z.number(),
  requestId: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});

/**
 * Streamed text, never stored as such: `offset` is the length in UTF-16 units of what came before, so a client
 * that joins late or hears one twice can tell.
 */
const MessageDeltaSchema = z.object({
  messageId: id,
  conversationId: id,
  comparisonId: id.optional(),
  /** Of the message at this try: one that is asked again begins anew. */
  timestamp: z.number().optional(),
  kind: z.enum(['text', 'thinking']),
  offset: z.number().int().nonnegative(),
  text: z.string(),
});
export type MessageDelta = z.infer<typeof MessageDeltaSchema>;

/** Names of the notifications from back end to client. */
export const notifications = { event: 'event', delta: 'message:delta' } as const;

export const eventMethods = {
  /**
   * What was missed since a number; `reset` when the log no longer reaches back so far: load everything anew. `deltas`
   * have the text so far of each answer that is on its way, because what was streamed meanwhile is in no log; an owner
   * of an older version tells none.
   */
  'state:sync': query(
    z.object({ since: z.number().int().nonnegative() }),
    z.object({
      reset: z.boolean(),
      seq: z.number().int(),
      events: z.array(StoredEventSchema),
      deltas: z.array(MessageDeltaSchema).optional(),
    }),
  ),
};
