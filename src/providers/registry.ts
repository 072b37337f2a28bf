import type { ProviderEntry } from '../core/ports/provider.ts';
import { anthropicEntry } from './anthropic/entry.ts';
import { demoEntry } from './demo/entry.ts';
import { geminiEntry } from './gemini/entry.ts';
import { grokEntry } from './grok/entry.ts';
import { ollamaEntry } from './ollama/entry.ts';
import { openAiEntry } from './openai/entry.ts';
import { openAiCompatibleEntry } from './openai-compatible/entry.ts';
import { vscodeLmEntry } from './vscode-lm/entry.ts';

/** Every provider that is built in, in the order in which people see them. */
export const providerEntries: readonly ProviderEntry[] = [
  openAiEntry,
  anthropicEntry,
  geminiEntry,
  grokEntry,
  ollamaEntry,
  openAiCompatibleEntry,
  vscodeLmEntry,
  demoEntry,
];
