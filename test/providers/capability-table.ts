import type { Capabilities, Provider, ProviderEntry } from '../../src/core/ports/provider.ts';
import { providerEntries } from '../../src/providers/registry.ts';
import { modelOf } from './contract.ts';

/** What README says of a capability, in the order of its columns. */
const columns: readonly [string, (can: Capabilities, provider: Provider) => boolean | 'emulated'][] = [
  ['streaming', (can) => can.streaming],
  ['thinking', (can) => can.thinking],
  ['JSON mode', (can) => can.jsonMode],
  ['JSON Schema', (can) => can.jsonSchema],
  ['tool calls', (can) => can.tools],
  ['images in the prompt', (can) => can.vision],
  ['web search', (can) => can.webSearch],
  ['prompt caching', (can) => can.promptCaching],
  ['temperature', (can) => can.temperature],
  ['seed', (can) => can.seed],
  ['stop sequences', (can) => can.stop],
  ['token count', (_, provider) => provider.countTokens !== undefined],
  ['batches', (can, provider) => can.batch && provider.batch !== undefined],
];

/** A model that has every feature there is; of the demo models the one that thinks. */
function bestModel(entry: ProviderEntry) {
  return modelOf({ entry, modelId: entry.id === 'demo' ? 'sage' : 'best' });
}

/** The table provider x capability, in Markdown, as the code has it: what a provider can do with a model that can. */
export async function capabilityTable(): Promise<string> {
  const lines = [
    `| | ${columns.map(([name]) => name).join(' | ')} |`,
    `|---|${columns.map(() => '---|').join('')}`,
  ];
  for (const entry of providerEntries) {
    const provider = (await entry.load())({ baseUrl: entry.defaultBaseUrl ?? 'http://localhost', fetch });
    const can = provider.capabilities(bestModel(entry));
    const cells = columns.map(([, cell]) => {
      const value = cell(can, provider);
      return value === 'emulated' ? 'in the prompt' : value ? 'yes' : '–';
    });
    lines.push(`| ${entry.name} | ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}
