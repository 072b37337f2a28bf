import { costOf } from '../core/cost.ts';
import { estimateTokens } from '../core/estimate.ts';
import type { GenerationRequest } from '../core/ports/provider.ts';
import type { Cost, Usage } from '../protocol/generation.ts';
import type { AnswerText } from './answer-text.ts';

const unknown: Cost = { usd: null, basis: 'unknown' };

/** A broken-off answer came without its counts, but what was sent and what arrived is billed all the same. */
function estimatedUsage(request: GenerationRequest, answer: AnswerText): Usage {
  const sent = [request.system ?? '', ...request.turns.map((turn) => turn.content)].join('\n');
  return {
    inputTokens: estimateTokens(sent).tokens,
    outputTokens: estimateTokens(answer.text).tokens + estimateTokens(answer.thinking).tokens,
    estimated: true,
  };
}

/** Usage and cost of an answer as it ended. Without counts and without text nothing is known, which is not zero. */
export function priceOf(
  request: GenerationRequest,
  answer: AnswerText,
  at: number,
): { usage: Usage | undefined; cost: Cost } {
  const said = answer.text !== '' || answer.thinking !== '';
  const usage = answer.usage ?? (said ? estimatedUsage(request, answer) : undefined);
  if (!usage) return { usage, cost: unknown };
  const reportedUsd = answer.vendorCost?.usd ?? undefined;
  const cost = costOf(request.model, usage, { at, ...(reportedUsd === undefined ? {} : { reportedUsd }) });
  return { usage, cost };
}
