import type { Caller } from '../core/ports/caller.ts';
import type { EndpointOptions, ProviderEntry } from '../core/ports/provider.ts';
import { AbaiError } from '../protocol/errors.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

export interface ResolvedEndpoint {
  /** Name of key and settings: the provider's id, or `openai-compatible:NAME`. */
  name: string;
  /** Names the limiter lane: same address and key share their limits. */
  laneKey: string;
  concurrency: number | undefined;
  requestsPerMinute: number | undefined;
  options: EndpointOptions;
}

/** Splits `NAME/ID` of a named endpoint's model; a bare id belongs to the endpoint without a name. */
export function endpointOf(provider: string, modelId: string): { name: string; endpointName?: string } {
  const slash = modelId.indexOf('/');
  if (provider !== 'openai-compatible' || slash <= 0) return { name: provider };
  const endpointName = modelId.slice(0, slash);
  return { name: `${provider}:${endpointName}`, endpointName };
}

function checkedOrigin(name: string, baseUrl: string, allowHttp: boolean): string {
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    throw new AbaiError(
      'invalid',
      `The base URL of ${name} is not an address: write it like https://host/v1.`,
      {
        retryable: false,
      },
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new AbaiError('invalid', `The base URL of ${name} must begin with https://.`);
  }
  if (url.protocol === 'http:' && !loopback.has(url.hostname) && !allowHttp) {
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
  modelId: string,
  caller: Caller,
  fetch: typeof globalThis.fetch,
): ResolvedEndpoint {
  const { name, endpointName } = endpointOf(entry.id, modelId);
  const endpoints = caller.endpoints();
  const settings = endpoints[name] ?? (endpointName === undefined ? undefined : endpoints[entry.id]) ?? {};
  const baseUrl = settings.baseUrl ?? entry.defaultBaseUrl ?? '';
  if (baseUrl === '' && entry.id === 'openai-compatible') {
    throw new AbaiError(
      'invalid',
      `No base URL is set for ${name}: add it under abai.providers in the settings, or set OPENAI_COMPATIBLE_BASE_URL for the command line.`,
    );
  }
  const origin = baseUrl === '' ? '' : checkedOrigin(name, baseUrl, settings.allowHttp ?? false);
  const options: EndpointOptions = { baseUrl, fetch, apiKey: () => caller.vault.get(name, origin) };
  if (settings.headers) options.headers = settings.headers;
  if (endpointName !== undefined) options.endpointName = endpointName;
  return {
    name,
    laneKey: `${name} ${origin}`,
    concurrency: settings.concurrency,
    requestsPerMinute: settings.requestsPerMinute,
    options,
  };
}
