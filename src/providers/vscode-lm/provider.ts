import type { LanguageModels } from '../../core/ports/language-models.ts';
import type { EndpointOptions, Part, Provider } from '../../core/ports/provider.ts';
import { estimatedUsage } from '../../core/usage.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { honouredRequest } from '../honoured-request.ts';
import { vscodeLmCapabilities } from './capabilities.ts';

/** VS Code's own models, in the window that asked. They tell no token counts, so ours are estimates. */
export function createVscodeLm({ languageModels }: EndpointOptions): Provider {
  const inWindow = (): LanguageModels => {
    if (languageModels) return languageModels;
    throw new AbaiError(
      'unavailable',
      'VS Code’s own models can be asked from a VS Code window only: open one and ask there.',
      { retryable: false },
    );
  };
  return {
    capabilities: () => vscodeLmCapabilities,
    async *generate(asked, options): AsyncIterable<Part> {
      const { request, warnings } = honouredRequest(asked, vscodeLmCapabilities);
      for (const warning of warnings) yield { type: 'warning', warning };
      let said = '';
      for await (const part of inWindow().generate(request, options)) {
        if (part.type === 'text') said += part.text;
        if (part.type === 'end') yield { type: 'usage', usage: estimatedUsage(request, said) };
        yield part;
      }
    },
    listModels: () => inWindow().list(),
    async testConnection() {
      const models = await inWindow().list();
      if (models.length === 0) {
        throw new AbaiError(
          'unavailable',
          'No extension offers a language model: install one, such as GitHub Copilot.',
        );
      }
      return `VS Code offers ${models.length} ${models.length === 1 ? 'model' : 'models'}.`;
    },
  };
}
