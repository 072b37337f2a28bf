import { estimateTokenCount } from 'tokenx';

/** How far an estimate may be off, as a fraction to either side. */
export const estimateBand = 0.15;

/** A guess with its band. All are whole tokens. */
export interface TokenEstimate {
  tokens: number;
  low: number;
  high: number;
}

/** Estimates the tokens of a text without any vendor's tokenizer. `factor` corrects it from real usage (1 = as is). */
export function estimateTokens(text: string, factor = 1): TokenEstimate {
  const tokens = Math.round(estimateTokenCount(text) * factor);
  return {
    tokens,
    low: Math.floor(tokens * (1 - estimateBand)),
    high: Math.ceil(tokens * (1 + estimateBand)),
  };
}

/** Adds estimates; errors of texts that are alike do not cancel out, so the bands are added too. */
export function sumEstimates(estimates: readonly TokenEstimate[]): TokenEstimate {
  const sum: TokenEstimate = { tokens: 0, low: 0, high: 0 };
  for (const { tokens, low, high } of estimates) {
    sum.tokens += tokens;
    sum.low += low;
    sum.high += high;
  }
  return sum;
}

/**
 * The factor for `estimateTokens` that real usage suggests: counted over estimated tokens of past requests. It stays 1
 * until there is enough to go by, and within 0.5 to 2, so that one odd answer does not spoil every estimate.
 */
export function calibrationFactor(estimatedTokens: number, countedTokens: number): number {
  if (estimatedTokens < 200 || countedTokens <= 0) return 1;
  return Math.min(2, Math.max(0.5, countedTokens / estimatedTokens));
}
