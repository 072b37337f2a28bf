import type { ProviderEntry } from '../../core/ports/provider.ts';

export const ollamaEntry: ProviderEntry = {
  id: 'ollama',
  name: 'Ollama',
  needsKey: false,
  defaultBaseUrl: 'http://localhost:11434',
  // Only Ollama's own cloud has keys.
  environment: { key: 'OLLAMA_API_KEY', baseUrl: 'OLLAMA_HOST' },
  load: async () => (await import('./provider.ts')).createOllama,
  loadLocalModels: async () => (await import('./local-models.ts')).createLocalModels,
};
