import { costOf } from '../../src/core/cost.ts';
import { estimateTokens } from '../../src/core/estimate.ts';
import type { Cost } from '../../src/protocol/generation.ts';
import type { ModelDefinition } from '../../src/protocol/models.ts';
import type { Draft } from './saved-state.ts';

/** Characters of a text that are looked at; the rest is taken to be like them. */
const lookedAt = 20_000;

/** Tokens of what a draft sends to each model, without its images. */
export function draftTokens({ prompt, system, schema, attachments }: Draft): number {
  const carried = attachments.map((attachment) => (attachment.kind === 'text' ? attachment.tokens : 0));
  return (
    [prompt, system, schema].map(tokensOf).reduce((sum, tokens) => sum + tokens, 0) +
    carried.reduce((sum, tokens) => sum + tokens, 0)
  );
}

/** What so many tokens cost to send, without the answer. `at` is in milliseconds since epoch. */
export function promptCost(model: ModelDefinition, tokens: number, at: number): Cost {
  return costOf(model, { inputTokens: tokens, outputTokens: 0, estimated: true }, { at });
}

function tokensOf(text: string): number {
  if (text.length <= lookedAt) return estimateTokens(text).tokens;
  return Math.round((estimateTokens(text.slice(0, lookedAt)).tokens * text.length) / lookedAt);
}
