import type { GenerationRequest } from '../../core/ports/provider.ts';
import { honouredRequest } from '../honoured-request.ts';
import { type ResponsesWire, responsesBody } from '../openai/to-wire.ts';
import { grokCapabilities } from './capabilities.ts';

/** The generation that can be told not to think at all. */
const canStopThinking = /^grok-4\.3(-|$)/;

/** xAI takes OpenAI's Responses shape, but the system prompt as a message and not as `instructions`. */
export function toWire(asked: GenerationRequest): ResponsesWire {
  const { request, warnings } = honouredRequest(asked, grokCapabilities(asked.model));
  const { system, ...rest } = request;
  const body = responsesBody(rest, warnings);
  if (system && Array.isArray(body.input)) body.input.unshift({ role: 'system', content: system });
  const parameters = request.parameters ?? {};
  if (parameters.thinking === 'off') {
    if (canStopThinking.test(request.model.id)) body.reasoning = { effort: 'none' };
    else {
      body.reasoning = { effort: 'low' };
      warnings.push({
        code: 'thinking-not-off',
        message: `${request.model.name} can't be told not to think; the lowest effort was asked for.`,
      });
    }
  }
  if (parameters.promptCaching !== undefined) {
    warnings.push({
      code: 'cache-lifetime-fixed',
      message: 'xAI caches prompts by itself and decides how long; the time asked for was not sent.',
    });
  }
  return { body, warnings };
}
