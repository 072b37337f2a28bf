import type { ProviderEntry } from '../../core/ports/provider.ts';

export const geminiEntry: ProviderEntry = {
  id: 'gemini',
  name: 'Gemini',
  needsKey: true,
  defaultBaseUrl: 'https://generativelanguage.googleapis.com',
  environment: { key: 'GEMINI_API_KEY', baseUrl: 'GEMINI_BASE_URL' },
  load: async () => (await import('./provider.ts')).createGemini,
};
