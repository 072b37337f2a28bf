import { type BatchPace, batchPaceFrom } from '../core/batch-pace.ts';
import type { Endpoint, Endpoints } from '../core/ports/endpoints.ts';
import type { ProviderEntry } from '../core/ports/provider.ts';
import type { Vault } from '../core/ports/vault.ts';
import { AbaiError } from '../protocol/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a person may know of a key: its last four characters, and of a short one nothing. */
export function keyHint(key: string): string {
  return key.length < 12 ? '' : key.slice(-4);
}

function variable(environment: Environment, name: string | undefined): string | undefined {
  const value = name === undefined ? undefined : environment[name]?.trim();
  return value === '' ? undefined : value;
}

/**
 * Keys from environment variables, for the command line's own requests. They are never written anywhere. Each is bound
 * to where this environment sends it: the origin of its own base URL, else of the provider's usual address.
 */
export function environmentVault(entries: readonly ProviderEntry[], environment: Environment): Vault {
  const keys = new Map<string, { key: string; origin: string }>();
  for (const entry of entries) {
    const key = variable(environment, entry.environment?.key);
    if (key === undefined) continue;
    const own = variable(environment, entry.environment?.baseUrl);
    const baseUrl = own === undefined ? (entry.defaultBaseUrl ?? '') : asUrl(own);
    keys.set(entry.id, { key, origin: URL.canParse(baseUrl) ? new URL(baseUrl).origin : '' });
  }
  const refuse = async (): Promise<never> => {
    throw new AbaiError(
      'invalid',
      'On the command line keys come from environment variables: set them there.',
    );
  };
  return {
    get: async (name, origin) => {
      const bound = keys.get(name);
      return bound?.origin === origin ? bound.key : undefined;
    },
    set: refuse,
    delete: refuse,
    hints: async () => Object.fromEntries([...keys].map(([name, { key }]) => [name, keyHint(key)])),
    origins: async () => Object.fromEntries([...keys].map(([name, { origin }]) => [name, origin])),
  };
}

/** `OLLAMA_HOST` is often a bare `host:port`, and 0.0.0.0 where the server listens on every address. */
function asUrl(value: string): string {
  const url = /^[a-z][a-z0-9+.-]*:\/\//iu.test(value) ? value : `http://${value}`;
  return url.replace('://0.0.0.0', '://127.0.0.1').replace(/\/+$/u, '');
}

/** `ABAI_BATCH_POLL`: seconds before the first look at a provider's batch. */
export function environmentBatchPace(environment: Environment): BatchPace | undefined {
  const seconds = Number(variable(environment, 'ABAI_BATCH_POLL') ?? Number.NaN);
  return seconds > 0 && seconds <= 3600 ? batchPaceFrom(seconds * 1000) : undefined;
}

/** Base URLs from environment variables, for the command line's own requests. */
export function environmentEndpoints(entries: readonly ProviderEntry[], environment: Environment): Endpoints {
  const endpoints: Record<string, Endpoint> = {};
  for (const entry of entries) {
    const baseUrl = variable(environment, entry.environment?.baseUrl);
    if (baseUrl !== undefined) endpoints[entry.id] = { baseUrl: asUrl(baseUrl) };
  }
  return endpoints;
}
