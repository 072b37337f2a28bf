import type { Cost, Usage } from '../protocol/generation.ts';
import { estimateTokens } from './estimate.ts';
import type { GenerationRequest } from './ports/provider.ts';

/** More tokens than any call has: a larger number is no count. */
const mostTokens = 1e9;
/** USD above which no call costs anything: what a server says beyond it is no price. */
const mostUsd = 1e6;

/** What a vendor says that it counted. Of servers that say anything: each is looked at here and nowhere else. */
export interface ToldCounts {
  /** Added up, as the vendor's own convention wants it: cached tokens included. */
  input: readonly unknown[];
  /** Added up: reasoning included. */
  output: readonly unknown[];
  cached?: unknown;
  cacheWrite5m?: unknown;
  cacheWrite1h?: unknown;
  reasoning?: unknown;
  searches?: unknown;
}

/** A number that is zero or more, also one in quotes; undefined for everything else. */
function amountIn(told: unknown, most: number): number | undefined {
  const isText = typeof told === 'string' && /^\s*\d+(\.\d+)?\s*$/u.test(told);
  const amount = isText ? Number(told) : told;
  return typeof amount === 'number' && amount >= 0 && amount <= most ? amount : undefined;
}

/** A count as it was told: what is no whole number of tokens is `odd`. Absent is zero and not odd. */
export function tokenCount(told: unknown): { tokens: number; odd: boolean } {
  if (told === undefined || told === null) return { tokens: 0, odd: false };
  const amount = amountIn(told, mostTokens);
  if (amount === undefined) return { tokens: 0, odd: true };
  const tokens = Math.ceil(amount);
  return { tokens, odd: tokens !== amount };
}

/** What a vendor says that it bills, in USD; undefined when it is no price. `unit`: how many of what it tells make a dollar. */
export function billedCost(told: unknown, unit = 1): Cost | undefined {
  const amount = amountIn(told, mostUsd * unit);
  return amount === undefined ? undefined : { usd: amount / unit, basis: 'exact' };
}

/**
 * The usage that a vendor's counts make. Counts that cannot be (negative, fractional, endless, words, parts larger than the
 * whole) make it an estimate: what can be used of them is kept, and never less than their parts together.
 */
export function usageOf(told: ToldCounts): Usage {
  let odd = false;
  const count = (one: unknown) => {
    const counted = tokenCount(one);
    odd ||= counted.odd;
    return counted.tokens;
  };
  const sum = (all: readonly unknown[]) => all.reduce<number>((tokens, one) => tokens + count(one), 0);
  const cached = count(told.cached);
  const written5m = count(told.cacheWrite5m);
  const written1h = count(told.cacheWrite1h);
  const reasoning = count(told.reasoning);
  const searches = count(told.searches);
  const input = sum(told.input);
  const output = sum(told.output);
  const usage: Usage = {
    inputTokens: Math.max(input, cached + written5m + written1h),
    outputTokens: Math.max(output, reasoning),
  };
  if (cached) usage.cachedInputTokens = cached;
  if (written5m) usage.cacheWrite5mTokens = written5m;
  if (written1h) usage.cacheWrite1hTokens = written1h;
  if (reasoning) usage.reasoningTokens = reasoning;
  if (searches) usage.searches = searches;
  if (odd || usage.inputTokens > input || usage.outputTokens > output) usage.estimated = true;
  return usage;
}

/** Our own estimate, for answers that came without counts. Images are not counted. */
export function estimatedUsage(request: GenerationRequest, said: string): Usage {
  return { inputTokens: askedTokens(request), outputTokens: estimateTokens(said).tokens, estimated: true };
}

function askedTokens({ system, turns }: GenerationRequest): number {
  return estimateTokens([system ?? '', ...turns.map(({ content }) => content)].join('\n')).tokens;
}

/** A usage that anybody made, as `usageOf` would have made it. */
export function cleanUsage(usage: Usage): Usage {
  const clean = usageOf({
    input: [usage.inputTokens],
    output: [usage.outputTokens],
    cached: usage.cachedInputTokens,
    cacheWrite5m: usage.cacheWrite5mTokens,
    cacheWrite1h: usage.cacheWrite1hTokens,
    reasoning: usage.reasoningTokens,
    searches: usage.searches,
  });
  return usage.estimated ? { ...clean, estimated: true } : clean;
}

/** What was counted, and where that is nothing beside words that are there, our estimate. */
export function usageBeside(counted: Usage, request: GenerationRequest, said: string): Usage {
  const inputTokens = counted.inputTokens || askedTokens(request);
  const outputTokens = counted.outputTokens || estimateTokens(said).tokens;
  if (inputTokens === counted.inputTokens && outputTokens === counted.outputTokens) return counted;
  return { ...counted, inputTokens, outputTokens, estimated: true };
}

/** The counts of an answer that was broken off: the output is ours to estimate where the vendor had not got to it. */
export function withAnswer(counted: Usage, said: string): Usage {
  const outputTokens = Math.max(counted.outputTokens, estimateTokens(said).tokens);
  return { ...counted, outputTokens, estimated: true };
}

/** What several tries of one call used together. */
export function sumUsages(usages: readonly Usage[]): Usage | undefined {
  if (usages.length < 2) return usages[0];
  const all = (of: (usage: Usage) => number | undefined) => usages.map(of);
  const added = (of: (usage: Usage) => number | undefined) =>
    all(of).reduce<number>((sum, tokens) => sum + (tokens ?? 0), 0);
  const usage = usageOf({
    input: all(({ inputTokens }) => inputTokens),
    output: all(({ outputTokens }) => outputTokens),
    cached: added(({ cachedInputTokens }) => cachedInputTokens),
    cacheWrite5m: added(({ cacheWrite5mTokens }) => cacheWrite5mTokens),
    cacheWrite1h: added(({ cacheWrite1hTokens }) => cacheWrite1hTokens),
    reasoning: added(({ reasoningTokens }) => reasoningTokens),
    searches: added(({ searches }) => searches),
  });
  return usages.some(({ estimated }) => estimated) ? { ...usage, estimated: true } : usage;
}
