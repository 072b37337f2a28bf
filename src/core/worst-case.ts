import type { Parameters, Usage } from '../protocol/generation.ts';
import type { ModelDefinition, Pricing } from '../protocol/models.ts';
import { costOf, isLocal, pricesOn } from './cost.ts';
import { type ImageSize, imageSize } from './image-size.ts';
import { imageTokens } from './image-tokens.ts';
import type { GenerationRequest, ImageInput } from './ports/provider.ts';

/** Tokens that a vendor adds around each turn of a prompt. */
const frameTokens = 8;
/** Tokens of the words with which a provider without a JSON mode is asked for JSON. */
const jsonWordsTokens = 150;
/** Characters of an image's base64 in which its size stands, as a rule. */
const imageHead = 87_380;
/** For an image whose size cannot be read. */
const largestImage: ImageSize = { width: 8192, height: 8192 };
const dayMs = 24 * 60 * 60 * 1000;

/** The Responses API of OpenAI and of xAI refuses a lower limit: this one is sent then. */
export const fewestResponseTokens = 16;
/** What Anthropic, which wants a limit, is told where neither a person nor the catalogue has one: its current models take it. */
export const usualAnthropicTokens = 8192;
const ofResponses: ReadonlySet<string> = new Set(['openai', 'grok']);

/** The most that a call can cost, in USD; null where a price is not known. */
export interface WorstCase {
  usd: number | null;
  /**
   * False when nothing limits what is billed: an answer without an end, or searches of the model's own. `usd` is then as much
   * as the model's context takes, and endless when that is not known either.
   */
  isBounded: boolean;
  /** Of what is sent alone. */
  sentUsd: number;
}

/** Tokens that an answer can have at most, by the limit that is sent; undefined when nothing says so. */
export function mostAnswerTokens(
  { maxOutput, provider }: ModelDefinition,
  { maxTokens }: Parameters = {},
): number | undefined {
  if (maxTokens === undefined)
    return maxOutput ?? (provider === 'anthropic' ? usualAnthropicTokens : undefined);
  const most = Math.min(maxTokens, maxOutput ?? maxTokens);
  return ofResponses.has(provider) ? Math.max(fewestResponseTokens, most) : most;
}

/** Whether it can be known before a call what it costs at most. */
export function hasBound(model: ModelDefinition, parameters: Parameters = {}): boolean {
  if (isLocal(model) || costsNothing(model, parameters)) return true;
  return mostAnswerTokens(model, parameters) !== undefined && !parameters.webSearch;
}

/** By its prices, those of later days too: whatever it answers is free. */
function costsNothing(model: ModelDefinition, { webSearch }: Parameters): boolean {
  const { pricing, tiers = [], priceChanges = [] } = model;
  if (pricing === undefined || (webSearch && model.searchFee !== 0)) return false;
  const changes = priceChanges.map((change) => change.pricing);
  return [pricing, ...tiers, ...changes].every(
    ({ prompt = 0, completion = 0, cacheWrite5m = 0, cacheWrite1h = 0 }) =>
      prompt + completion + cacheWrite5m + cacheWrite1h === 0,
  );
}

/** Whether anything can be known of what a call costs. */
export function hasPrice(model: ModelDefinition): boolean {
  return isLocal(model) || model.pricing !== undefined;
}

/**
 * What a request can cost at most: each byte of it a token, the longest answer that it allows, at the dearest price that
 * may be charged for it, tiers and tomorrow's prices included. `batch`: through the provider's batch API.
 */
export function worstCaseOf(request: GenerationRequest, at: number, batch = false): WorstCase {
  const { model, parameters } = request;
  return worstCase(model, parameters ?? {}, isLocal(model) ? 0 : mostInputTokens(request), at, batch);
}

/** The same for any request of so many tokens. */
export function worstCase(
  model: ModelDefinition,
  parameters: Parameters,
  inputTokens: number,
  at: number,
  batch = false,
): WorstCase {
  const isBounded = hasBound(model, parameters);
  if (isLocal(model)) return { usd: 0, isBounded, sentUsd: 0 };
  if (!hasPrice(model)) return { usd: null, isBounded, sentUsd: 0 };
  const dearestOf = (usage: Usage) => {
    // A discount of which sources disagree is not counted on.
    const discounted = batch && model.batchDiscountVerified !== false;
    const costs = pricesOn(model, [at, at + dayMs], usage.inputTokens).map((prices) => {
      const pricing = dearest(prices, model, parameters);
      const { tiers: _tiers, priceChanges: _changes, ...flat } = { ...model, pricing };
      return costOf(flat, usage, { at, batch: discounted }).usd ?? 0;
    });
    return Math.max(...costs);
  };
  const sentUsd = dearestOf({ inputTokens, outputTokens: 0 });
  const outputTokens = mostAnswerTokens(model, parameters);
  if (isBounded)
    return { usd: dearestOf({ inputTokens, outputTokens: outputTokens ?? 0 }), isBounded, sentUsd };
  const { contextSize } = model;
  if (contextSize === 0) return { usd: Number.POSITIVE_INFINITY, isBounded, sentUsd };
  // What searches find fills the context too.
  const most = Math.max(inputTokens, contextSize);
  const usd = dearestOf({ inputTokens: most, outputTokens: outputTokens ?? contextSize });
  return { usd: usd + (parameters.webSearch ? (model.searchFee ?? 0) : 0), isBounded, sentUsd };
}

/** What is sent may be written to the cache on the way, which costs more: by Anthropic only where it is asked to. */
function dearest(prices: Pricing, model: ModelDefinition, { promptCaching: caching }: Parameters): Pricing {
  const written5m = caching || model.provider !== 'anthropic' ? (prices.cacheWrite5m ?? 0) : 0;
  const written1h = caching === '1h' ? (prices.cacheWrite1h ?? 0) : 0;
  return { prompt: Math.max(prices.prompt, written5m, written1h), completion: prices.completion };
}

/** No tokenizer makes more tokens of a text than it has bytes. */
export function mostInputTokens({
  model,
  system,
  turns,
  schema,
  parameters,
  tools,
}: GenerationRequest): number {
  let tokens = frameTokens;
  if (system) tokens += bytesOf(system) + frameTokens;
  for (const turn of turns) {
    tokens += bytesOf(turn.content);
    if (turn.role === 'user') {
      for (const image of turn.images ?? [])
        tokens += imageTokens(model.provider, model.id, sizeOf(image)).high;
    } else if (turn.role === 'assistant' && turn.toolCalls) tokens += bytesOf(JSON.stringify(turn.toolCalls));
  }
  tokens += frameTokens * (turns.length - 1);
  if (schema) tokens += bytesOf(JSON.stringify(schema.schema));
  if (schema || parameters?.jsonMode) tokens += jsonWordsTokens;
  if (tools) tokens += bytesOf(JSON.stringify(tools));
  return tokens;
}

const encoder = new TextEncoder();

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

function sizeOf({ data }: ImageInput): ImageSize {
  const head = atob(data.slice(0, imageHead));
  return imageSize(Uint8Array.from(head, (each) => each.charCodeAt(0))) ?? largestImage;
}
