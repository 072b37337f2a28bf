import type Anthropic from '@anthropic-ai/sdk';
import type { EndpointOptions } from '../../core/ports/provider.ts';
import { endpointFetch } from '../endpoint-fetch.ts';

/**
 * A client for one call: loads the SDK on first use, looks for no other credentials, never retries or logs. The key
 * goes into `x-api-key`, which the API and every gateway before it understand.
 */
export async function anthropicClient(endpoint: EndpointOptions, key: string): Promise<Anthropic> {
  const { Anthropic } = await import('@anthropic-ai/sdk');
  return new Anthropic({
    apiKey: key,
    webhookKey: null,
    // The SDK puts `/v1` before each path itself.
    baseURL: endpoint.baseUrl.replace(/\/v1\/?$/, ''),
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    fetch: endpointFetch(endpoint),
    defaultHeaders: {
      'x-api-key': key,
      authorization: null,
      'anthropic-dangerous-direct-browser-access': null,
      ...endpoint.headers,
    },
    dangerouslyAllowBrowser: true,
  });
}
