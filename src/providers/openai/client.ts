import type OpenAI from 'openai';
import type { EndpointOptions } from '../../core/ports/provider.ts';
import { endpointFetch } from '../endpoint-fetch.ts';

export interface ClientDetails {
  query?: Record<string, string>;
  /** null takes one of the SDK's own headers away. */
  headers?: Record<string, string | null>;
}

/** A client for one call: loads the SDK on first use, takes no settings from the environment, never retries or logs. */
export async function openAiClient(
  endpoint: EndpointOptions,
  key: string,
  details: ClientDetails = {},
): Promise<OpenAI> {
  const { OpenAI } = await import('openai');
  return new OpenAI({
    apiKey: key,
    baseURL: endpoint.baseUrl,
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: endpointFetch(endpoint),
    defaultHeaders: { ...details.headers, ...endpoint.headers },
    ...(details.query ? { defaultQuery: details.query } : {}),
    // Electron's extension host may look like a browser to the SDK.
    dangerouslyAllowBrowser: true,
  });
}
