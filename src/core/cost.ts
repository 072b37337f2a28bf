import type { Cost, Usage } from '../protocol/generation.ts';
import type { ModelDefinition, Pricing } from '../protocol/models.ts';
import type { Run } from '../protocol/runs.ts';

export interface CostCircumstances {
  /** When the request was made, milliseconds since 1970-01-01 UTC: prices change on dates. */
  at: number;
  /** True when the request went through the provider's batch API. */
  batch?: boolean;
  /** What the provider itself says it bills, in USD. It is preferred to any price table. */
  reportedUsd?: number;
}

const localProviders: ReadonlySet<string> = new Set(['demo', 'ollama', 'comfyui']);

const unknown: Cost = { usd: null, basis: 'unknown' };

/** Models of one's own machine: nobody bills them. */
export function isLocal({ provider }: ModelDefinition): boolean {
  return localProviders.has(provider);
}

/** What a call cost that a vendor refused, or that was never sent: nothing, and that is certain. */
export function costOfNothing(model: ModelDefinition): Cost {
  return { usd: 0, basis: isLocal(model) ? 'free' : 'exact' };
}

/**
 * What a request cost, in USD.
 *
 * `exact`: computed from the vendor's own counts and a known price, or billed by the vendor. `estimated`: the counts, or
 * the batch discount, are not certain. `free`: local and demo models, and prices of zero. `unknown`, with null and never
 * zero: any price that the request needs is missing.
 */
export function costOf(model: ModelDefinition, usage: Usage, circumstances: CostCircumstances): Cost {
  if (isLocal(model)) return { usd: 0, basis: 'free' };
  const { reportedUsd, batch = false, at } = circumstances;
  if (reportedUsd !== undefined) return { usd: reportedUsd, basis: 'exact' };

  const pricing = pricingAt(model, usage.inputTokens, at);
  if (pricing === undefined) return unknown;
  const tokens = tokensUsd(pricing, usage, cacheShare(model, batch));
  const searches = searchesUsd(model, usage.searches ?? 0);
  if (tokens === null || searches === null) return unknown;
  if (isFree(pricing) && searches === 0) return { usd: 0, basis: 'free' };

  // Searches are billed by the call, which no batch discount touches.
  const usd = tokens * (batch ? 1 - (model.batchDiscount ?? 0) : 1) + searches;
  const certain = !usage.estimated && (!batch || discountIsCertain(model));
  return { usd: rounded(usd), basis: certain ? 'exact' : 'estimated' };
}

/**
 * The prices for one request, USD per million tokens: those of the day, and of the tier that its whole prompt (cached
 * tokens included) falls in. A price that a tier leaves out is unknown in that tier.
 */
export function pricingAt(model: ModelDefinition, inputTokens: number, at: number): Pricing | undefined {
  const base = baseAt(model, at);
  return base && (model.tiers?.findLast(({ aboveInputTokens }) => inputTokens > aboveInputTokens) ?? base);
}

/** All prices that a request of up to so many tokens may be charged at one of these moments. */
export function pricesOn(model: ModelDefinition, moments: readonly number[], inputTokens: number): Pricing[] {
  const tiers = model.tiers?.filter(({ aboveInputTokens }) => inputTokens > aboveInputTokens) ?? [];
  return [...tiers, ...moments.flatMap((at) => baseAt(model, at) ?? [])];
}

function baseAt(model: ModelDefinition, at: number): Pricing | undefined {
  if (model.pricing === undefined) return undefined;
  const day = new Date(at).toISOString().slice(0, 10);
  let pricing: Pricing = model.pricing;
  for (const change of model.priceChanges ?? []) {
    if (change.from <= day) pricing = { ...pricing, ...change.pricing };
  }
  return pricing;
}

/** USD of the tokens alone, null when a price they need is missing. `cacheShare` scales the cached reads' price. */
function tokensUsd(pricing: Pricing, usage: Usage, cacheShare: number): number | null {
  const cached = usage.cachedInputTokens ?? 0;
  const written5m = usage.cacheWrite5mTokens ?? 0;
  const written1h = usage.cacheWrite1hTokens ?? 0;
  // Vendors have sent counts that do not add up; a negative rest must not make the request cheaper.
  const plain = Math.max(0, usage.inputTokens - cached - written5m - written1h);
  const parts: [tokens: number, price: number | undefined][] = [
    [plain, pricing.prompt],
    [cached, pricing.cacheRead === undefined ? undefined : pricing.cacheRead * cacheShare],
    [written5m, pricing.cacheWrite5m],
    [written1h, pricing.cacheWrite1h],
    [usage.outputTokens, pricing.completion],
  ];
  let sum = 0;
  for (const [tokens, price] of parts) {
    if (tokens === 0) continue;
    if (price === undefined) return null;
    sum += tokens * price;
  }
  return sum / 1_000_000;
}

function searchesUsd(model: ModelDefinition, searches: number): number | null {
  if (searches === 0) return 0;
  return model.searchFee === undefined ? null : searches * model.searchFee;
}

/** Cached reads that keep their full price in a batch are raised first by what the discount takes off afterwards. */
function cacheShare(model: ModelDefinition, batch: boolean): number {
  const discount = model.batchDiscount ?? 0;
  return batch && model.batchDiscountOnCache === false && discount < 1 ? 1 / (1 - discount) : 1;
}

/** A batch without a known discount is charged in full here, which is an upper bound and no certainty. */
function discountIsCertain(model: ModelDefinition): boolean {
  return model.batchDiscount !== undefined && model.batchDiscountVerified !== false;
}

function isFree(pricing: Pricing): boolean {
  return pricing.prompt === 0 && pricing.completion === 0 && !pricing.cacheWrite5m && !pricing.cacheWrite1h;
}

/** Whole pico-dollars: takes the noise of binary fractions off without touching any amount that exists. */
function rounded(usd: number): number {
  return Math.round(usd * 1e12) / 1e12;
}

/** What was spent on a run: on its answers, and on what was paid for and is not kept. */
export function spentOn({ cost, droppedUsd = 0 }: Pick<Run, 'cost' | 'droppedUsd'>): Cost {
  if (droppedUsd === 0 || cost.usd === null) return cost;
  return { usd: rounded(cost.usd + droppedUsd), basis: cost.basis === 'free' ? 'estimated' : cost.basis };
}

/**
 * The cost of several requests together: as certain as the least certain of them. One unknown makes the sum unknown;
 * the sum of nothing is free.
 */
export function sumCosts(costs: readonly Cost[]): Cost {
  let usd = 0;
  let basis: Cost['basis'] = 'free';
  for (const cost of costs) {
    if (cost.usd === null || cost.basis === 'unknown') return unknown;
    usd += cost.usd;
    if (cost.basis === 'estimated' || (cost.basis === 'exact' && basis === 'free')) basis = cost.basis;
  }
  return { usd: rounded(usd), basis };
}
