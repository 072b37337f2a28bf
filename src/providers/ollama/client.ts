import type { Ollama } from 'ollama/browser';
import type { EndpointOptions } from '../../core/ports/provider.ts';
import { optionalKey } from '../api-key.ts';
import type { CallTarget } from '../call-target.ts';
import { endpointFetch } from '../endpoint-fetch.ts';
import { ollamaRefusal, requireJson } from './errors.ts';

/** Kept, because asking the module loader again costs more than the rest of a call. */
let loaded: Promise<typeof import('ollama/browser')> | undefined;

function sdk(): Promise<typeof import('ollama/browser')> {
  loaded ??= import('ollama/browser');
  return loaded;
}

/**
 * A client for one call, bound to its signal: the library can abort streams only, and by its own means. `answered` gets
 * the answer before the library has it.
 */
export async function ollamaClient(
  endpoint: EndpointOptions,
  target: CallTarget,
  signal: AbortSignal,
  answered?: (response: Response) => void,
): Promise<Ollama> {
  const { Ollama } = await sdk();
  const key = await optionalKey(endpoint, target.provider);
  if (key) target.key = key;
  const send = endpointFetch(endpoint);
  return new Ollama({
    // The library puts `/api` behind it itself; `/v1` is where OpenAI's clients look.
    host: endpoint.baseUrl.replace(/\/(api|v1)\/?$/, ''),
    headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...endpoint.headers },
    fetch: async (input, init) => {
      // The library's own signal is never used: nobody gets to call its `abort`.
      const response = await send(input, { ...init, signal });
      if (!response.ok) throw await ollamaRefusal(response, target);
      requireJson(response, target);
      answered?.(response);
      return response;
    },
  });
}
