import type { GoogleGenAI } from '@google/genai/web';
import type { EndpointOptions } from '../../core/ports/provider.ts';
import { endpointFetch } from '../endpoint-fetch.ts';

export interface GeminiClient {
  ai: GoogleGenAI;
  /** Headers of the last answer: the SDK keeps them from its errors. */
  lastHeaders(): Headers | undefined;
}

/** A client for one call: loads the SDK on first use. The build for browsers is half the size and does the same here. */
export async function geminiClient(endpoint: EndpointOptions, key: string): Promise<GeminiClient> {
  const { GoogleGenAI } = await import('@google/genai/web');
  let last: Headers | undefined;
  const fetch = endpointFetch({
    ...endpoint,
    onHeaders: (headers) => {
      last = headers;
      endpoint.onHeaders?.(headers);
    },
  });
  const ai = new GoogleGenAI({
    apiKey: key,
    apiVersion: 'v1beta',
    httpOptions: {
      // The SDK puts the version behind it itself.
      baseUrl: endpoint.baseUrl.replace(/\/v1(beta)?\/?$/, ''),
      fetch,
      ...(endpoint.headers ? { headers: endpoint.headers } : {}),
    },
  });
  return { ai, lastHeaders: () => last };
}
