import type { Capabilities } from '../../core/ports/provider.ts';
import type { ModelDefinition } from '../../protocol/models.ts';
import { voices } from './voices.ts';

export function demoCapabilities(model: ModelDefinition): Capabilities {
  return {
    streaming: true,
    jsonMode: true,
    jsonSchema: true,
    thinking: voices[model.id]?.thinking !== undefined,
    webSearch: false,
    promptCaching: false,
    tools: true,
    vision: false,
    images: false,
    batch: false,
    temperature: false,
    seed: true,
    stop: true,
  };
}
