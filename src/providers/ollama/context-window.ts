import { estimateTokens } from '../../core/estimate.ts';
import type { GenerationRequest } from '../../core/ports/provider.ts';

const SMALLEST = 8192;
/** Room for an answer when nobody says how long it may be. */
const USUAL_ANSWER = 2048;
const TOKENS_PER_IMAGE = 1024;

/**
 * The `num_ctx` to ask for, in tokens. Ollama's own default is small and cuts longer prompts without a word, while a
 * model's whole window may not fit into memory: so the smallest power of two that holds prompt and answer. `fits` is
 * false when the model's window is too small for the prompt.
 */
export function contextWindow(request: GenerationRequest): { size: number; fits: boolean } {
  const asked = Number(request.extras?.num_ctx);
  if (Number.isInteger(asked) && asked > 0) return { size: asked, fits: true };
  let images = 0;
  let text = request.system ?? '';
  for (const turn of request.turns) {
    text += `\n${turn.content}`;
    if (turn.role === 'user') images += turn.images?.length ?? 0;
  }
  // No text has more than three tokens for each character, and most prompts are far from the first bound.
  const atMost = text.length * 3;
  const prompt = (atMost < SMALLEST / 2 ? atMost : estimateTokens(text).high) + images * TOKENS_PER_IMAGE;
  const needed = prompt + (request.parameters?.maxTokens ?? USUAL_ANSWER);
  let size = SMALLEST;
  while (size < needed) size *= 2;
  const most = request.model.contextSize;
  if (most > 0 && size > most) return { size: most, fits: prompt <= most };
  return { size, fits: true };
}
