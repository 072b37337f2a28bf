import * as z from 'zod';
import { Attachments, TextRange } from './attachments.ts';
import { Message, MessageStatus } from './conversations.ts';
import { Cost, Parameters, ToolNames } from './generation.ts';
import { action, id, query, timestamp } from './method.ts';

/** One column of a comparison. */
export const Thread = z.object({
  conversationId: id,
  /** `provider:id`. */
  model: z.string(),
  /** The model's name for people, as it was when asked. */
  modelName: z.string(),
  /** What this thread is asked with in place of the comparison's. */
  parameters: Parameters.optional(),
  /** The last message of the branch that is shown; without it that is the newest message. */
  leafId: id.optional(),
});
export type Thread = z.infer<typeof Thread>;

/** Where a prompt came from, so that an answer can be applied there. */
export const PromptSource = z.object({
  uri: z.string(),
  languageId: z.string().optional(),
  range: TextRange.optional(),
});
export type PromptSource = z.infer<typeof PromptSource>;

export const Comparison = z.object({
  id,
  projectId: id,
  name: z.string(),
  prompt: z.string(),
  system: z.string().optional(),
  parameters: Parameters.optional(),
  /** The JSON Schema that every answer must fit. */
  schema: z.record(z.string(), z.unknown()).optional(),
  source: PromptSource.optional(),
  /** Names of the tools that its models are offered. */
  tools: z.array(z.string()).optional(),
  threads: z.array(Thread),
  createdAt: timestamp,
  lastUsed: timestamp,
});
export type Comparison = z.infer<typeof Comparison>;

/** A comparison as the history shows it. */
export const ComparisonSummary = Comparison.pick({
  id: true,
  projectId: true,
  name: true,
  createdAt: true,
  lastUsed: true,
}).extend({
  models: z.array(z.string()),
  statuses: z.array(MessageStatus),
  cost: Cost,
});
export type ComparisonSummary = z.infer<typeof ComparisonSummary>;

/** A comparison with the messages of each thread and all its branches, oldest first. `seq` is the last event it contains. */
export const ComparisonDetail = z.object({
  comparison: Comparison,
  messages: z.record(id, z.array(Message)),
  seq: z.number().int(),
});
export type ComparisonDetail = z.infer<typeof ComparisonDetail>;

const prompt = z
  .string()
  .refine((text) => text.trim() !== '', 'The prompt is empty: write or select some text.');

/**
 * A model to be asked, by its reference; with parameters of its own where they differ from the others'. Who asks may name
 * the thread and its question, to show them before they are saved.
 */
const asked = z.union([
  z.string().min(1),
  z.object({
    model: z.string().min(1),
    parameters: Parameters.optional(),
    conversationId: z.uuid().optional(),
    questionId: z.uuid().optional(),
  }),
]);

export const comparisonMethods = {
  /** Saves the comparison and starts every model; returns at once. Nothing starts when a model is not known. */
  'comparison:start': action(
    z.object({
      /** What the comparison is to be called by whoever asks. */
      comparisonId: z.uuid().optional(),
      projectId: id.optional(),
      prompt,
      system: z.string().optional(),
      models: z
        .array(asked)
        .min(1, 'Choose at least one model.')
        .max(32, 'Choose at most 32 models for one comparison.'),
      parameters: Parameters.optional(),
      schema: z.record(z.string(), z.unknown()).optional(),
      source: PromptSource.optional(),
      attachments: Attachments.optional(),
      tools: ToolNames.optional(),
    }),
    ComparisonDetail,
  ),
  /** Sends one more turn to all threads, or to those named. */
  'comparison:send': action(
    z.object({
      comparisonId: id,
      content: prompt,
      conversationIds: z.array(id).min(1).optional(),
      /** What the questions are to be called, by conversation: who asks can show them before they are saved. */
      questionIds: z.record(id, z.uuid()).optional(),
      attachments: Attachments.optional(),
      /** From now on; those of before when it is missing. */
      tools: ToolNames.optional(),
    }),
    ComparisonDetail,
  ),
  'comparison:get': query(z.object({ comparisonId: id }), ComparisonDetail),
  /** Newest first; `before` is the `createdAt` and id of the last one seen. */
  'comparison:list': query(
    z.object({
      projectId: id.optional(),
      limit: z.number().int().min(1).max(1000).optional(),
      before: z.object({ createdAt: timestamp, id }).optional(),
    }),
    z.array(ComparisonSummary),
  ),
  /** Says of a JSON Schema that is being written what is wrong with it; null when answers can be held to it. */
  'comparison:check-schema': query(
    z.object({ schema: z.record(z.string(), z.unknown()) }),
    z.object({ problem: z.string().nullable() }),
  ),
  /** What was asked lately, follow-ups as well: newest first, each once. */
  'comparison:recent-prompts': query(
    z.object({ limit: z.number().int().min(1).max(200).optional() }),
    z.object({ prompts: z.array(z.string()) }),
  ),
  'comparison:rename': action(
    z.object({ comparisonId: id, name: z.string().trim().min(1, 'Give the comparison a name.').max(500) }),
    Comparison,
  ),
  /** Can be undone with `comparison:restore` for ten seconds and until the owner closes. */
  'comparison:delete': action(z.object({ comparisonId: id }), z.object({ comparisonId: id })),
  'comparison:restore': action(z.object({ comparisonId: id }), Comparison),
};
