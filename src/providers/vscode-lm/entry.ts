import type { ProviderEntry } from '../../core/ports/provider.ts';

export const vscodeLmEntry: ProviderEntry = {
  id: 'vscode-lm',
  name: 'VS Code',
  needsKey: false,
  inWindow: true,
  load: async () => (await import('./provider.ts')).createVscodeLm,
};
