import type {
  Citation,
  Cost,
  Parameters,
  StopReason,
  ToolCall,
  Usage,
  Warning,
} from '../../protocol/generation.ts';
import type { ModelDefinition, ProviderId } from '../../protocol/models.ts';
import type { LanguageModels } from './language-models.ts';
import type { LocalModels } from './local-models.ts';

/** What one model of a provider can do; an option outside of it becomes a warning on the answer. */
export interface Capabilities {
  streaming: boolean;
  jsonMode: boolean | 'emulated';
  jsonSchema: boolean | 'emulated';
  thinking: boolean;
  webSearch: boolean;
  promptCaching: boolean;
  tools: boolean;
  vision: boolean;
  images: boolean;
  batch: boolean;
  temperature: boolean;
  seed: boolean;
  stop: boolean;
}

export interface ImageInput {
  mimeType: string;
  /** Base64, without a data: prefix. */
  data: string;
}

export interface ToolDefinition {
  name: string;
  description: string;
  /** JSON Schema of the arguments. */
  parameters: Record<string, unknown>;
}

/** One turn as every adapter gets it; `system` is apart because vendors place it differently. */
export type Turn =
  | { role: 'user'; content: string; images?: ImageInput[] }
  | { role: 'assistant'; content: string; toolCalls?: ToolCall[] }
  | { role: 'tool'; toolCallId: string; name: string; content: string };

export interface GenerationRequest {
  model: ModelDefinition;
  system?: string;
  turns: Turn[];
  parameters?: Parameters;
  /** The answer must be JSON that fits this JSON Schema. */
  schema?: { name: string; schema: Record<string, unknown> };
  tools?: ToolDefinition[];
  /** Vendor-specific extras, such as Gemini's safety settings or Ollama's `num_ctx`. */
  extras?: Record<string, unknown>;
}

/** What an answer is made of, in the order it arrives. Exactly one `end`, last, and only after a whole answer. */
export type Part =
  | { type: 'text'; text: string }
  | { type: 'thinking'; text: string }
  | { type: 'tool-call'; call: ToolCall }
  | { type: 'citation'; citation: Citation }
  | { type: 'media'; mimeType: string /** base64 */; data: string }
  /** Cumulative: the last one counts. `cost` is what the vendor says it bills. */
  | { type: 'usage'; usage: Usage; cost?: Cost }
  | { type: 'warning'; warning: Warning }
  | { type: 'end'; reason: StopReason };

export interface ListedModel {
  id: string;
  name?: string;
  contextSize?: number;
  maxOutput?: number;
  /** Local models: on disk, and in memory now. */
  installed?: boolean;
  loaded?: boolean;
}

/** One line of a provider's batch: `customId` is 1-64 characters of [A-Za-z0-9_-]. */
export interface BatchRequest {
  customId: string;
  request: GenerationRequest;
}

export interface BatchStatus {
  id: string;
  state: 'submitted' | 'running' | 'ended' | 'failed' | 'expired' | 'cancelling' | 'cancelled';
  total: number;
  succeeded: number;
  failed: number;
  /** Milliseconds since epoch. */
  expiresAt?: number;
  message?: string;
  /** It failed because too much of the account is waiting: the same batch can be submitted later. */
  full?: boolean;
}

export type BatchResult =
  | {
      customId: string;
      outcome: 'succeeded';
      text: string;
      thinking?: string;
      usage?: Usage;
      cost?: Cost;
      stopReason?: StopReason;
    }
  | { customId: string; outcome: 'failed' | 'cancelled' | 'expired'; code: string; message: string };

/** What one batch may hold at most. */
export interface BatchLimits {
  requests: number;
  /** Of its body. */
  bytes: number;
  /** All its requests must ask the same model. */
  oneModel: boolean;
}

export interface ListedBatch {
  id: string;
  /** Absent where the provider keeps none. */
  label?: string;
  /** Milliseconds since epoch. */
  createdAt: number;
  /** Requests in it, where the list tells. */
  total?: number;
}

export interface BatchList {
  batches: ListedBatch[];
  /** False when there is more that was not read: what is missing here may still be there. */
  complete: boolean;
}

/** A provider's own batch API: half price, hours instead of seconds. */
export interface BatchApi {
  readonly limits: BatchLimits;
  /** The provider keeps the label of a submit and tells it in its list. */
  readonly keepsLabels: boolean;
  /** Bytes that the request takes of a batch's body. */
  bytesOf(request: BatchRequest): number;
  submit(requests: readonly BatchRequest[], options: CallOptions & { label: string }): Promise<string>;
  status(batchId: string, options: CallOptions): Promise<BatchStatus>;
  results(batchId: string, options: CallOptions): AsyncIterable<BatchResult>;
  cancel(batchId: string, options: CallOptions): Promise<void>;
  /** The provider's own list of what was made since, to reconcile a submit whose answer was lost. Milliseconds since epoch. */
  list(options: CallOptions & { since: number }): Promise<BatchList>;
}

export interface CallOptions {
  /** Of this call alone: clients listen to it for longer than the call takes. */
  signal: AbortSignal;
}

/**
 * An adapter for one endpoint of one provider.
 *
 * `generate` throws AbaiError: `auth` (401, 403), `rate-limited` (429, with retryAfterMs when told; not retryable when
 * the quota is used up), `unavailable` (refused, DNS, 5xx, overloaded), `provider` (an answer that makes no sense, a cut
 * stream), `invalid` (400), `not-found` (no such model or path), `cancelled` (our own signal).
 */
export interface Provider {
  capabilities(model: ModelDefinition): Capabilities;
  generate(request: GenerationRequest, options: CallOptions): AsyncIterable<Part>;
  listModels(options: CallOptions): Promise<ListedModel[]>;
  /** Resolves with a sentence on success, throws AbaiError with what is wrong. */
  testConnection(options: CallOptions): Promise<string>;
  /** Exact input tokens by the vendor's own endpoint, where it has one. */
  countTokens?(request: GenerationRequest, options: CallOptions): Promise<number>;
  batch?: BatchApi;
}

export interface EndpointOptions {
  /** Read for each call, held nowhere. Undefined where the provider needs no key. */
  apiKey?: () => Promise<string | undefined>;
  baseUrl: string;
  headers?: Record<string, string>;
  fetch: typeof globalThis.fetch;
  /** Rate-limit headers of every answer, for the lane. */
  onHeaders?: (headers: Headers) => void;
  /** Providers that are in a window: the asking window's models. */
  languageModels?: LanguageModels;
  /** Named endpoints: the name in `openai-compatible:NAME/ID`. */
  endpointName?: string;
}

/** A provider as the registry knows it, before its code and its SDK are loaded. */
export interface ProviderEntry {
  readonly id: ProviderId;
  /** Name for people, for example "OpenAI". */
  readonly name: string;
  readonly needsKey: boolean;
  /** True when its models live in a VS Code window and only that window can ask them. */
  readonly inWindow?: boolean;
  /** Undefined for providers without an endpoint of their own. */
  readonly defaultBaseUrl?: string;
  /** Environment variables of the command line: key and base URL. */
  readonly environment?: { key?: string; baseUrl?: string };
  /** Loads the adapter; the SDK is loaded on its first call. */
  load(): Promise<(endpoint: EndpointOptions) => Provider>;
  /** Servers of one's own, whose models can be fetched, loaded and unloaded. */
  loadLocalModels?(): Promise<(endpoint: EndpointOptions) => LocalModels>;
}
