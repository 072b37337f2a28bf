import type { Caller } from '../core/ports/caller.ts';
import type { Endpoint } from '../core/ports/endpoints.ts';
import type { EndpointOptions, ProviderEntry } from '../core/ports/provider.ts';
import { AbaiError } from '../protocol/errors.ts';

/** Kept, because parsing takes longer than all else that a call's endpoint needs, and the same few come again. */
const parsed = new Map<string, URL | undefined>();
const mostParsed = 100;

function parsedUrl(text: string): URL | undefined {
  if (!parsed.has(text)) {
    if (parsed.size >= mostParsed) parsed.clear();
    parsed.set(text, URL.canParse(text) ? new URL(text) : undefined);
  }
  return parsed.get(text);
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface ResolvedEndpoint {
  /** Name of key and settings: the provider's id, or `openai-compatible:NAME`. */
  name: string;
  /** Names the limiter lane: same address and key share their limits. */
  laneKey: string;
  concurrency: number | undefined;
  requestsPerMinute: number | undefined;
  /** What the key is bound to; empty for a provider without an address. */
  origin: string;
  options: EndpointOptions;
  /** The vendor's own options, for every request. */
  extras: Record<string, unknown> | undefined;
}

/** The endpoint that serves a model: `NAME/ID` belongs to a named one, a bare id to the one without a name. */
export function endpointNameOf(provider: string, modelId: string): string {
  const slash = modelId.indexOf('/');
  return provider === 'openai-compatible' && slash > 0 ? `${provider}:${modelId.slice(0, slash)}` : provider;
}

/**
 * The origin that a key of this name is bound to; empty for a provider without an address.
 *
 * @throws AbaiError `invalid` when the address is none, or is plain http that was not allowed by name.
 */
export function endpointOrigin(entry: ProviderEntry, name: string, endpoint: Endpoint): string {
  const baseUrl = endpoint.baseUrl ?? entry.defaultBaseUrl;
  if (baseUrl === undefined) return '';
  const url = parsedUrl(baseUrl);
  if (url === undefined) {
    throw new AbaiError(
      'invalid',
      `The base URL of ${name} is not an address: write it like https://host/v1.`,
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new AbaiError('invalid', `The base URL of ${name} must begin with https://.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new AbaiError(
      'invalid',
      `Take the user name and password out of the base URL of ${name}: set a key or a header.`,
    );
  }
  if (url.protocol === 'http:' && !loopback.has(url.hostname) && !endpoint.allowHttp) {
    throw new AbaiError(
      'invalid',
      `The base URL of ${name} is plain http, which would send your key and prompts unencrypted. Use https, or set "allowHttp" for this endpoint in the settings.`,
    );
  }
  return url.origin;
}

/** Where a call for this caller goes, with a way to read the key that never holds it. */
export function resolveEndpoint(
  entry: ProviderEntry,
  name: string,
  endpoint: Endpoint,
  caller: Caller,
  fetch: typeof globalThis.fetch,
): ResolvedEndpoint {
  const baseUrl = endpoint.baseUrl ?? entry.defaultBaseUrl ?? '';
  if (baseUrl === '' && entry.id === 'openai-compatible') {
    throw new AbaiError(
      'invalid',
      `No base URL is set for ${name}: add it under abai.providers in the settings, or set OPENAI_COMPATIBLE_BASE_URL for the command line.`,
    );
  }
  const origin = endpointOrigin(entry, name, endpoint);
  const options: EndpointOptions = { baseUrl, fetch, apiKey: () => caller.vault.get(name, origin) };
  if (entry.inWindow && caller.languageModels) options.languageModels = caller.languageModels;
  if (endpoint.headers) options.headers = endpoint.headers;
  const colon = name.indexOf(':');
  if (colon > 0) options.endpointName = name.slice(colon + 1);
  return {
    name,
    laneKey: `${name} ${origin}`,
    concurrency: endpoint.concurrency,
    requestsPerMinute: endpoint.requestsPerMinute,
    origin,
    options,
    extras: endpoint.options,
  };
}
