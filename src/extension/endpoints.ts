import type { Endpoint, Endpoints } from '../core/ports/endpoints.ts';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}

function endpointFrom(value: Record<string, unknown>): Endpoint {
  const endpoint: Endpoint = {};
  const { baseUrl, headers, defaultModel, concurrency, requestsPerMinute, models, options, allowHttp } =
    value;
  if (typeof baseUrl === 'string' && baseUrl.trim() !== '') {
    endpoint.baseUrl = baseUrl.trim().replace(/\/+$/, '');
  }
  if (isRecord(headers)) {
    endpoint.headers = Object.fromEntries(
      Object.entries(headers).filter((header): header is [string, string] => typeof header[1] === 'string'),
    );
  }
  if (typeof defaultModel === 'string' && defaultModel !== '') endpoint.defaultModel = defaultModel;
  const calls = positive(concurrency);
  if (calls !== undefined) endpoint.concurrency = calls;
  const rate = positive(requestsPerMinute);
  if (rate !== undefined) endpoint.requestsPerMinute = rate;
  if (Array.isArray(models)) endpoint.models = models.filter((model) => typeof model === 'string');
  if (isRecord(options)) endpoint.options = options;
  if (allowHttp === true) endpoint.allowHttp = true;
  return endpoint;
}

/**
 * The setting `abai.providers` as endpoints. People write settings by hand: what does not fit is left out, and the
 * Settings editor underlines it.
 */
export function endpointsFromSetting(setting: unknown): Endpoints {
  if (!isRecord(setting)) return {};
  const endpoints: Record<string, Endpoint> = {};
  for (const [name, value] of Object.entries(setting)) {
    if (isRecord(value)) endpoints[name] = endpointFrom(value);
  }
  return endpoints;
}
