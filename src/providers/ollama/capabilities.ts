import type { Capabilities } from '../../core/ports/provider.ts';
import type { ModelDefinition } from '../../protocol/models.ts';
import { hasFeature } from '../model-features.ts';

/** The server itself holds any model to JSON, and samples for all of them. */
export function ollamaCapabilities(model: ModelDefinition): Capabilities {
  return {
    streaming: true,
    jsonMode: true,
    jsonSchema: true,
    thinking: hasFeature(model, 'extended_thinking'),
    webSearch: false,
    promptCaching: false,
    tools: hasFeature(model, 'tools'),
    vision: hasFeature(model, 'vision'),
    images: false,
    batch: false,
    temperature: true,
    seed: true,
    stop: true,
  };
}
