import type { Capabilities } from '../../core/ports/provider.ts';
import type { ModelDefinition } from '../../protocol/models.ts';
import { hasFeature } from '../model-features.ts';

/** Chat Completions as many servers speak it. Web search and prompt caches have no common form there. */
export function openAiCompatibleCapabilities(model: ModelDefinition): Capabilities {
  return {
    streaming: true,
    jsonMode: hasFeature(model, 'json_mode') || 'emulated',
    jsonSchema: hasFeature(model, 'json_schema') || 'emulated',
    thinking: hasFeature(model, 'extended_thinking'),
    webSearch: false,
    promptCaching: false,
    tools: hasFeature(model, 'tools'),
    vision: hasFeature(model, 'vision'),
    images: false,
    batch: false,
    temperature: hasFeature(model, 'temperature'),
    seed: true,
    stop: true,
  };
}
