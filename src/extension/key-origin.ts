import type { Endpoints } from '../core/ports/endpoints.ts';
import type { ProviderEntry } from '../core/ports/provider.ts';
import type { Vault } from '../core/ports/vault.ts';
import type { SecretVault } from './vault.ts';

/**
 * The origin that a key of this name is sent to by the present settings. `name` is a provider's id or
 * `openai-compatible:NAME`, perhaps with `#2`. Undefined when no address is set.
 */
export function keyOrigin(
  name: string,
  endpoints: Endpoints,
  entries: readonly ProviderEntry[],
): string | undefined {
  const [endpoint = name] = name.split('#');
  const [provider = endpoint] = endpoint.split(':');
  const baseUrl =
    endpoints[endpoint]?.baseUrl ??
    endpoints[provider]?.baseUrl ??
    entries.find((entry) => entry.id === provider)?.defaultBaseUrl;
  return baseUrl && URL.canParse(baseUrl) ? new URL(baseUrl).origin : undefined;
}

/** A vault that shows only keys that fit the present addresses: one that was saved for another is asked for again. */
export function vaultForPresentOrigins(
  vault: SecretVault,
  endpoints: () => Endpoints,
  entries: readonly ProviderEntry[],
): Vault {
  return {
    ...vault,
    async hints() {
      const hints: Record<string, string> = {};
      for (const [name, hint] of Object.entries(await vault.hints())) {
        if ((await vault.originOf(name)) === keyOrigin(name, endpoints(), entries)) hints[name] = hint;
      }
      return hints;
    },
  };
}
