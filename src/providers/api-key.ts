import type { EndpointOptions, ProviderEntry } from '../core/ports/provider.ts';
import { AbaiError } from '../protocol/errors.ts';

/** The key for this call, where one is set. Throws `auth` for one that no header can carry. */
export async function optionalKey(endpoint: EndpointOptions, name: string): Promise<string | undefined> {
  const key = (await endpoint.apiKey?.())?.trim();
  if (!key) return undefined;
  // The client would say so with the whole key in its words.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new AbaiError(
      'auth',
      `The API key of ${name} holds characters that no key has. Copy and set it again.`,
    );
  }
  return key;
}

/** The key for this call; `auth` with what to do when none is set. */
export async function requiredKey(endpoint: EndpointOptions, entry: ProviderEntry): Promise<string> {
  const key = await optionalKey(endpoint, entry.name);
  if (key !== undefined) return key;
  const { key: variable, baseUrl: address } = entry.environment ?? {};
  const where = address ? ` (with ${address}, where the key is for another address than the usual one)` : '';
  throw new AbaiError(
    'auth',
    `${entry.name} needs an API key and none is set. Use the command "A-B/AI: Set API Key…"${
      variable ? `, or set ${variable} for the command line${where}` : ''
    }.`,
  );
}
