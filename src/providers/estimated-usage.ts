import { estimateTokens } from '../core/estimate.ts';
import type { GenerationRequest } from '../core/ports/provider.ts';
import type { Usage } from '../protocol/generation.ts';

/** Our own estimate, for answers that came without counts. Images are not counted. */
export function estimatedUsage(request: GenerationRequest, answer: string): Usage {
  let asked = request.system ?? '';
  for (const turn of request.turns) asked += `\n${turn.content}`;
  return {
    inputTokens: estimateTokens(asked).tokens,
    outputTokens: estimateTokens(answer).tokens,
    estimated: true,
  };
}

/** The counts of an answer that was broken off: the output is ours to estimate where the vendor had not got to it. */
export function withAnswer(counted: Usage, answer: string): Usage {
  const outputTokens = Math.max(counted.outputTokens, estimateTokens(answer).tokens);
  return { ...counted, outputTokens, estimated: true };
}
