import type { ProviderEntry } from '../../core/ports/provider.ts';

export const anthropicEntry: ProviderEntry = {
  id: 'anthropic',
  name: 'Anthropic',
  needsKey: true,
  defaultBaseUrl: 'https://api.anthropic.com',
  environment: { key: 'ANTHROPIC_API_KEY', baseUrl: 'ANTHROPIC_BASE_URL' },
  load: async () => (await import('./provider.ts')).createAnthropic,
};
