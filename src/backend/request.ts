import { pathTo, turnsUpTo } from '../core/history-path.ts';
import type { Media } from '../core/ports/media.ts';
import type { GenerationRequest, ToolDefinition } from '../core/ports/provider.ts';
import type { Message } from '../protocol/conversations.ts';
import type { Parameters } from '../protocol/generation.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import { contentsOf, type KnownContents } from './attachments.ts';

/** How a thread is asked, beside what was said in it. */
export interface Asking {
  system?: string | undefined;
  parameters?: Parameters | undefined;
  /** The JSON Schema that the answer must fit. */
  schema?: Record<string, unknown> | undefined;
  /** What the model may call. */
  tools?: ToolDefinition[] | undefined;
}

/**
 * What a model is asked: the branch that ends in `leafId` with all that is attached on its way, and the system prompt of
 * the asker before the thread's. What is read of contents is added to `known`.
 */
export async function requestFor(
  media: Media,
  model: ModelDefinition,
  history: readonly Message[],
  leafId: string,
  { system, parameters, schema, tools }: Asking,
  known: KnownContents = new Map(),
): Promise<GenerationRequest> {
  const path = pathTo(history, leafId);
  const said = turnsUpTo(path, leafId, await contentsOf(media, path, known));
  const systems = [system, said.system].filter((text) => text !== undefined && text.trim() !== '');
  return {
    model,
    turns: said.turns,
    ...(systems.length > 0 ? { system: systems.join('\n\n') } : {}),
    ...(parameters ? { parameters } : {}),
    ...(schema ? { schema: { name: 'answer', schema } } : {}),
    ...(tools?.length ? { tools } : {}),
  };
}

/** A thread's parameters: its own go before those of all threads. */
export function threadParameters(
  shared: Parameters | undefined,
  own: Parameters | undefined,
): Parameters | undefined {
  return shared || own ? { ...shared, ...own } : undefined;
}
