import type { Capabilities } from '../../core/ports/provider.ts';
import type { ModelDefinition } from '../../protocol/models.ts';
import { hasFeature } from '../model-features.ts';

export function geminiCapabilities(model: ModelDefinition): Capabilities {
  return {
    streaming: true,
    jsonMode: hasFeature(model, 'json_mode') || 'emulated',
    jsonSchema: hasFeature(model, 'json_schema') || 'emulated',
    thinking: hasFeature(model, 'extended_thinking'),
    webSearch: hasFeature(model, 'web_search'),
    promptCaching: hasFeature(model, 'prompt_caching'),
    tools: hasFeature(model, 'tools'),
    vision: hasFeature(model, 'vision'),
    images: false,
    batch: hasFeature(model, 'batch'),
    temperature: hasFeature(model, 'temperature'),
    seed: true,
    stop: true,
  };
}
