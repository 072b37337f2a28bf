import * as z from 'zod';
import { action, empty, query } from './method.ts';

export const providerIds = [
  'openai',
  'anthropic',
  'gemini',
  'grok',
  'ollama',
  'openai-compatible',
  'comfyui',
  'vscode-lm',
  'demo',
] as const;
export const ProviderId = z.enum(providerIds);
export type ProviderId = z.infer<typeof ProviderId>;

export const modelFeatures = [
  'web_search',
  'extended_thinking',
  'prompt_caching',
  'json_mode',
  'json_schema',
  'tools',
  'vision',
  'streaming',
  'temperature',
  'batch',
  'audio',
  'image_generation',
  'image_edit',
] as const;
export type ModelFeature = (typeof modelFeatures)[number];

const usd = z.number().nonnegative();

/** USD per million tokens. A price that is missing is unknown, never zero. */
export const Pricing = z.object({
  prompt: usd,
  completion: usd,
  cacheWrite5m: usd.optional(),
  cacheWrite1h: usd.optional(),
  cacheRead: usd.optional(),
  imageInput: usd.optional(),
});
export type Pricing = z.infer<typeof Pricing>;

/** Prices for the whole request once its prompt (cached tokens included) passes the bound. */
export const PriceTier = Pricing.extend({ aboveInputTokens: z.number().int().positive() });
export type PriceTier = z.infer<typeof PriceTier>;

/** Prices that hold from a day on (ISO date, UTC). */
export const PriceChange = z.object({
  from: z.iso.date(),
  pricing: Pricing.partial(),
  source: z.string().optional(),
});
export type PriceChange = z.infer<typeof PriceChange>;

export const ModelDefinition = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  provider: ProviderId,
  description: z.string(),
  /** Tokens; 0 when the vendor does not say. */
  contextSize: z.number().int().nonnegative(),
  maxOutput: z.number().int().positive().optional(),
  /** Absent when no price is known: cost is then `unknown`. */
  pricing: Pricing.optional(),
  tiers: z.array(PriceTier).optional(),
  priceChanges: z.array(PriceChange).optional(),
  /** Fraction taken off by the provider's batch API, 0 to 1. */
  batchDiscount: z.number().min(0).max(1).optional(),
  /** False when the vendor's batch API charges cached tokens at their full price. */
  batchDiscountOnCache: z.boolean().optional(),
  /** False when sources disagree about the discount: a cost with it is then `estimated`. */
  batchDiscountVerified: z.boolean().optional(),
  /** USD for each web search call. */
  searchFee: usd.optional(),
  features: z.array(z.enum(modelFeatures)),
  /** Models of a server of the user's own: on its disk, and in its memory when it was asked last. */
  installed: z.boolean().optional(),
  loaded: z.boolean().optional(),
  modality: z.enum(['text', 'image', 'video', 'audio']).optional(),
  /** Where the facts come from, and the day the price was read (ISO date). */
  source: z.array(z.string()).optional(),
  priceDate: z.iso.date().optional(),
  note: z.string().optional(),
  /** Where the entry comes from; absent in the shipped file. */
  origin: z.enum(['shipped', 'user', 'vendor']).optional(),
});
export type ModelDefinition = z.infer<typeof ModelDefinition>;

/** A provider as the model picker needs it: can it be called right now, and if not, what is missing. */
export const ProviderState = z.object({
  id: z.string(),
  name: z.string(),
  needsKey: z.boolean(),
  /** Last four characters of the key, never more. */
  keyHint: z.string().optional(),
  ready: z.boolean(),
  /** A sentence that says what to do when not ready. */
  reason: z.string().optional(),
});
export type ProviderState = z.infer<typeof ProviderState>;

export const modelMethods = {
  'models:get-all': query(empty, z.array(ModelDefinition)),
  'providers:list': query(empty, z.array(ProviderState)),
  /** Asks the vendors what they offer and keeps it beside the catalogue. One that fails does not stop the others. */
  'models:refresh': action(
    z.object({ provider: z.string().optional() }),
    z.object({
      added: z.number().int(),
      failures: z.array(z.object({ provider: z.string(), message: z.string() })),
    }),
  ),
};
