import { turnsUpTo } from '../core/history-path.ts';
import type { GenerationRequest } from '../core/ports/provider.ts';
import type { Message } from '../protocol/conversations.ts';
import type { Parameters } from '../protocol/generation.ts';
import type { ModelDefinition } from '../protocol/models.ts';

/** What a model is asked: the branch that ends in `leafId`, with the system prompt of the asker before the thread's. */
export function requestFor(
  model: ModelDefinition,
  history: readonly Message[],
  leafId: string,
  system: string | undefined,
  parameters: Parameters | undefined,
): GenerationRequest {
  const path = turnsUpTo(history, leafId);
  const systems = [system, path.system].filter((text) => text !== undefined && text.trim() !== '');
  return {
    model,
    turns: path.turns,
    ...(systems.length > 0 ? { system: systems.join('\n\n') } : {}),
    ...(parameters ? { parameters } : {}),
  };
}
