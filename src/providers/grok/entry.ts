import type { ProviderEntry } from '../../core/ports/provider.ts';

export const grokEntry: ProviderEntry = {
  id: 'grok',
  name: 'Grok (xAI)',
  needsKey: true,
  defaultBaseUrl: 'https://api.x.ai/v1',
  environment: { key: 'XAI_API_KEY', baseUrl: 'XAI_BASE_URL' },
  load: async () => (await import('./provider.ts')).createGrok,
};
