/** Where and how an endpoint's server is called. */
export interface ServerAddress {
  kind: 'plain' | 'azure';
  /** What `/models` is put behind. */
  baseUrl: string;
  /** Query of every call. */
  query: Record<string, string>;
  /** What `/chat/completions` is put behind, for a model. */
  chatBaseUrl(model: string): string;
}

const azureHosts =
  /\.(openai\.azure\.(com|us|cn)|cognitiveservices\.azure\.com|services\.ai\.azure\.com|azure-api\.net)$/;
const azureDefaultVersion = '2024-10-21';

/**
 * Reads the base URL. Azure OpenAI is told by its host or by an `api-version` in the query: there a model is a
 * deployment in the path and the key goes into the `api-key` header, except under Azure's own `/openai/v1`, which
 * needs no version.
 */
export function serverAddress(text: string): ServerAddress {
  if (!URL.canParse(text)) return plain(text, {});
  const url = new URL(text);
  const query = Object.fromEntries(url.searchParams);
  const path = url.pathname.replace(/\/+$/, '');
  const base = `${url.origin}${path}`;
  const isAzure = azureHosts.test(url.hostname) || 'api-version' in query;
  if (!isAzure) return plain(base, query);
  if (/\/openai\/v1$/.test(path)) return { kind: 'azure', baseUrl: base, query, chatBaseUrl: () => base };
  const versioned = { 'api-version': azureDefaultVersion, ...query };
  const deployed = /^(.*)\/deployments\/[^/]+(\/chat\/completions)?$/.exec(base);
  if (deployed?.[1] !== undefined) {
    const fixed = base.replace(/\/chat\/completions$/, '');
    return { kind: 'azure', baseUrl: deployed[1], query: versioned, chatBaseUrl: () => fixed };
  }
  const root = path.endsWith('/openai') ? base : `${base}/openai`;
  return {
    kind: 'azure',
    baseUrl: root,
    query: versioned,
    chatBaseUrl: (model) => `${root}/deployments/${encodeURIComponent(model)}`,
  };
}

function plain(baseUrl: string, query: Record<string, string>): ServerAddress {
  return { kind: 'plain', baseUrl, query, chatBaseUrl: () => baseUrl };
}
