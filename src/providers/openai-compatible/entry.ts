import type { ProviderEntry } from '../../core/ports/provider.ts';

export const openAiCompatibleEntry: ProviderEntry = {
  id: 'openai-compatible',
  name: 'OpenAI-compatible',
  needsKey: false,
  environment: { key: 'OPENAI_COMPATIBLE_API_KEY', baseUrl: 'OPENAI_COMPATIBLE_BASE_URL' },
  load: async () => (await import('./provider.ts')).createOpenAiCompatible,
};
