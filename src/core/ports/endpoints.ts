/** Where a provider is reached and how hard it may be driven. From machine-scoped settings or the environment. */
export interface Endpoint {
  /** Absolute, without a trailing slash. Undefined: the provider's default. */
  baseUrl?: string;
  headers?: Record<string, string>;
  defaultModel?: string;
  /** Calls at once, at most. */
  concurrency?: number;
  requestsPerMinute?: number;
  /** Named endpoints: model ids to offer beside what the server lists. */
  models?: string[];
  /** Sent on with every request, for example Gemini's `safetySettings` or Ollama's `num_ctx`. */
  options?: Record<string, unknown>;
  /** Plain http beyond loopback was allowed for this endpoint by name. */
  allowHttp?: boolean;
}

/** Endpoints by name: a provider's id, or `openai-compatible:NAME`. */
export type Endpoints = Readonly<Record<string, Endpoint>>;
