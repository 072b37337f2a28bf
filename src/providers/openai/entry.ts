import type { ProviderEntry } from '../../core/ports/provider.ts';

export const openAiEntry: ProviderEntry = {
  id: 'openai',
  name: 'OpenAI',
  needsKey: true,
  defaultBaseUrl: 'https://api.openai.com/v1',
  environment: { key: 'OPENAI_API_KEY', baseUrl: 'OPENAI_BASE_URL' },
  load: async () => (await import('./provider.ts')).createOpenAi,
};
