import * as z from 'zod';
import type { ListedModel, Part, ToolDefinition } from '../../core/ports/provider.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { Citation, Cost, StopReason, ToolCall, Usage, Warning } from '../../protocol/generation.ts';
import type { ReverseMethod } from './reverse-methods.ts';

const hintsOf = z.record(z.string(), z.string());

const ListedModelSchema: z.ZodType<ListedModel> = z.object({
  id: z.string().min(1),
  name: z.string().exactOptional(),
  contextSize: z.number().exactOptional(),
  maxOutput: z.number().exactOptional(),
  installed: z.boolean().exactOptional(),
  loaded: z.boolean().exactOptional(),
});

const Tool: z.ZodType<ToolDefinition> = z.object({
  name: z.string().min(1),
  description: z.string(),
  parameters: z.record(z.string(), z.unknown()),
});

/** What is answered: another build of the product may sit in the window, and what it says goes to other windows too. */
export const reverseAnswers = {
  'vault:get': z.object({ key: z.string().nullable() }),
  'vault:set': z.unknown(),
  'vault:delete': z.unknown(),
  'vault:hints': z.object({ hints: hintsOf }),
  'vault:origins': z.object({ origins: hintsOf }),
  'language-models:list': z.object({ models: listOf(ListedModelSchema) }),
  'language-models:generate': z.unknown(),
  'tools:list': z.object({ tools: listOf(Tool), mostRounds: z.number().int().nonnegative() }),
  'tools:run': z.object({ failed: z.boolean().exactOptional(), content: z.string() }),
} as const satisfies Record<ReverseMethod, z.ZodType>;

/** Those of a list that are what they should be: one that is not says nothing about the others. */
function listOf<T>(schema: z.ZodType<T>): z.ZodType<T[]> {
  return z.array(z.unknown()).transform((values) =>
    values.flatMap((value) => {
      const parsed = schema.safeParse(value);
      return parsed.success ? [parsed.data] : [];
    }),
  );
}

/** Notification from the window: one part of an answer that it was asked for. */
export const languageModelPart = 'language-models:part';

const PartSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal(['text', 'thinking']), text: z.string() }),
  z.object({ type: z.literal('tool-call'), call: ToolCall }),
  z.object({ type: z.literal('citation'), citation: Citation }),
  z.object({ type: z.literal('media'), mimeType: z.string(), data: z.string() }),
  z.object({ type: z.literal('usage'), usage: Usage, cost: Cost.optional() }),
  z.object({ type: z.literal('warning'), warning: Warning }),
  z.object({ type: z.literal('end'), reason: StopReason }),
]);

/** The stream that a part belongs to can be told of one that is not understood too: it is that stream that fails. */
export const PartMessageSchema = z.object({ streamId: z.string(), part: z.unknown() });

export function partOf(part: unknown): Part | undefined {
  const parsed = PartSchema.safeParse(part);
  return parsed.success ? (parsed.data as Part) : undefined;
}

export interface PartMessage {
  streamId: string;
  part: Part;
}

export function notUnderstood(): AbaiError {
  return new AbaiError(
    'unavailable',
    'A window answered in a way that is not understood. Reload it, or update A-B/AI there, and try again.',
  );
}
