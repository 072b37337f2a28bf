import type OpenAI from 'openai';
import type { EndpointOptions } from '../../core/ports/provider.ts';
import { endpointFetch } from '../endpoint-fetch.ts';

/** Kept, because asking the module loader again costs more than the rest of a call. */
let loaded: Promise<typeof import('openai')> | undefined;

function sdk(): Promise<typeof import('openai')> {
  loaded ??= import('openai');
  return loaded;
}

/**
 * A client of OpenAI's SDK, which is loaded on first use. It takes no settings from the environment, never retries or
 * logs, and knows no key: each call brings its own, in `bearer` headers.
 */
export async function openAiClient(
  endpoint: EndpointOptions,
  query?: Record<string, string>,
): Promise<OpenAI> {
  const { OpenAI } = await sdk();
  return new OpenAI({
    apiKey: 'each call brings its own',
    baseURL: endpoint.baseUrl,
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: endpointFetch(endpoint),
    ...(query ? { defaultQuery: query } : {}),
    // Electron's extension host may look like a browser to the SDK.
    dangerouslyAllowBrowser: true,
  });
}

/** The key's header, with the endpoint's own headers over it. */
export function bearer(endpoint: EndpointOptions, key: string): Record<string, string> {
  return { authorization: `Bearer ${key}`, ...endpoint.headers };
}
