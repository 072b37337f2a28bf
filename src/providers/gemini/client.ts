import type { GoogleGenAI, HttpOptions } from '@google/genai/web';
import type { EndpointOptions } from '../../core/ports/provider.ts';
import { endpointFetch } from '../endpoint-fetch.ts';

/** Kept, because asking the module loader again costs more than the rest of a call. */
let loaded: Promise<typeof import('@google/genai/web')> | undefined;

function sdk(): Promise<typeof import('@google/genai/web')> {
  loaded ??= import('@google/genai/web');
  return loaded;
}

/**
 * A client of Google's SDK, which is loaded on first use. The build for browsers is half the size and does the same
 * here. It knows no key: each call brings its own, in `callOptions`.
 */
export async function geminiClient(endpoint: EndpointOptions): Promise<GoogleGenAI> {
  const { GoogleGenAI } = await sdk();
  return new GoogleGenAI({
    apiKey: 'each call brings its own',
    apiVersion: 'v1beta',
    // The SDK puts the version behind it itself.
    httpOptions: { baseUrl: endpoint.baseUrl.replace(/\/v1(beta)?\/?$/, '') },
  });
}

/** What a call brings; `told` gets its answers before the SDK has them, which keeps their headers from its errors. */
export function callOptions(
  endpoint: EndpointOptions,
  key: string,
  told: (response: Response) => void,
): HttpOptions {
  const send = endpointFetch(endpoint);
  return {
    headers: { 'x-goog-api-key': key, ...endpoint.headers },
    fetch: async (input, init) => {
      const response = await send(input, init);
      told(response);
      return response;
    },
  };
}
