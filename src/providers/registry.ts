import type { ProviderEntry } from '../core/ports/provider.ts';
import { demoEntry } from './demo/entry.ts';
import { grokEntry } from './grok/entry.ts';
import { openAiEntry } from './openai/entry.ts';
import { openAiCompatibleEntry } from './openai-compatible/entry.ts';

/** Every provider that is built in, in the order in which people see them. */
export const providerEntries: readonly ProviderEntry[] = [
  openAiEntry,
  grokEntry,
  openAiCompatibleEntry,
  demoEntry,
];
