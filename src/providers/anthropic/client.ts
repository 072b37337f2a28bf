import type Anthropic from '@anthropic-ai/sdk';
import type { EndpointOptions } from '../../core/ports/provider.ts';
import { endpointFetch } from '../endpoint-fetch.ts';

/** Kept, because asking the module loader again costs more than the rest of a call. */
let loaded: Promise<typeof import('@anthropic-ai/sdk')> | undefined;

function sdk(): Promise<typeof import('@anthropic-ai/sdk')> {
  loaded ??= import('@anthropic-ai/sdk');
  return loaded;
}

/**
 * A client of Anthropic's SDK, which is loaded on first use. It looks for no credentials, never retries or logs, and
 * knows no key: each call brings its own, in `keyHeaders`.
 */
export async function anthropicClient(endpoint: EndpointOptions): Promise<Anthropic> {
  const { Anthropic } = await sdk();
  return new Anthropic({
    // Any key keeps the SDK from looking for one in the environment and in files.
    apiKey: 'each call brings its own',
    webhookKey: null,
    // The SDK puts `/v1` before each path itself.
    baseURL: endpoint.baseUrl.replace(/\/v1\/?$/, ''),
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    fetch: endpointFetch(endpoint),
    defaultHeaders: { authorization: null, 'anthropic-dangerous-direct-browser-access': null },
    dangerouslyAllowBrowser: true,
  });
}

/** The key in `x-api-key`, which the API and every gateway before it understand, and the endpoint's own headers. */
export function keyHeaders(endpoint: EndpointOptions, key: string): Record<string, string> {
  return { 'x-api-key': key, ...endpoint.headers };
}
