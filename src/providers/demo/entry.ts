import type { ProviderEntry } from '../../core/ports/provider.ts';

export const demoEntry: ProviderEntry = {
  id: 'demo',
  name: 'Demo (offline, not an AI)',
  needsKey: false,
  load: async () => (await import('./provider.ts')).createDemo,
};
