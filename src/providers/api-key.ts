import type { EndpointOptions, ProviderEntry } from '../core/ports/provider.ts';
import { AbaiError } from '../protocol/errors.ts';

/** The key for this call; `auth` with what to do when none is set. */
export async function requiredKey(endpoint: EndpointOptions, entry: ProviderEntry): Promise<string> {
  const key = (await endpoint.apiKey?.())?.trim();
  if (key) return key;
  const variable = entry.environment?.key;
  throw new AbaiError(
    'auth',
    `${entry.name} needs an API key and none is set. Use the command "A-B/AI: Set API Key…"${
      variable ? `, or set ${variable} for the command line` : ''
    }.`,
  );
}
