import type { ChatRequest, Message } from 'ollama/browser';
import type { GenerationRequest, Turn } from '../../core/ports/provider.ts';
import type { Warning } from '../../protocol/generation.ts';
import { honouredRequest } from '../honoured-request.ts';
import { ollamaCapabilities } from './capabilities.ts';
import { contextWindow } from './context-window.ts';

export interface OllamaWire {
  body: ChatRequest & { stream: true };
  warnings: Warning[];
}

/** Models that take an effort and can't stop thinking; all others only think or don't. */
const thinksByEffort = /(^|\/)gpt-oss\b/;

export function toWire(asked: GenerationRequest): OllamaWire {
  const { request, warnings } = honouredRequest(asked, ollamaCapabilities(asked.model));
  const parameters = request.parameters ?? {};
  const window = contextWindow(request);
  if (!window.fits) {
    warnings.push({
      code: 'prompt-may-be-cut',
      message: `The prompt is longer than the ${window.size} tokens that ${request.model.name} can read; Ollama cuts its beginning off.`,
    });
  }
  const options: NonNullable<ChatRequest['options']> = { num_ctx: window.size };
  if (parameters.temperature !== undefined) options.temperature = parameters.temperature;
  if (parameters.topP !== undefined) options.top_p = parameters.topP;
  if (parameters.seed !== undefined) options.seed = parameters.seed;
  if (parameters.maxTokens !== undefined) options.num_predict = parameters.maxTokens;
  if (parameters.stop?.length) options.stop = parameters.stop;

  const messages = request.turns.map(messageOf);
  if (request.system) messages.unshift({ role: 'system', content: request.system });
  const body: OllamaWire['body'] = { model: request.model.id, messages, stream: true, options };
  if (request.schema !== undefined) body.format = request.schema.schema;
  else if (parameters.jsonMode) body.format = 'json';
  if (request.tools?.length) {
    body.tools = request.tools.map(({ name, description, parameters: schema }) => ({
      type: 'function',
      function: { name, description, parameters: schema },
    }));
  }
  const think = thinkOf(request, warnings);
  if (think !== undefined) body.think = think;
  const keepAlive = request.extras?.keep_alive;
  if (typeof keepAlive === 'string' || typeof keepAlive === 'number') body.keep_alive = keepAlive;
  return { body, warnings };
}

function thinkOf(
  { parameters, model }: GenerationRequest,
  warnings: Warning[],
): ChatRequest['think'] | undefined {
  const effort = parameters?.thinking;
  if (effort === undefined) return undefined;
  if (!thinksByEffort.test(model.id)) return effort !== 'off';
  if (effort !== 'off') return effort;
  warnings.push({
    code: 'thinking-not-off',
    message: `${model.name} can't be told not to think; the lowest effort was asked for.`,
  });
  return 'low';
}

function messageOf(turn: Turn): Message {
  if (turn.role === 'tool') return { role: 'tool', content: turn.content, tool_name: turn.name };
  if (turn.role === 'assistant') {
    const message: Message = { role: 'assistant', content: turn.content };
    if (turn.toolCalls?.length) {
      message.tool_calls = turn.toolCalls.map(({ name, arguments: given }) => ({
        function: { name, arguments: (typeof given === 'object' && given !== null ? given : {}) as object },
      }));
    }
    return message;
  }
  const message: Message = { role: 'user', content: turn.content };
  if (turn.images?.length) message.images = turn.images.map(({ data }) => data);
  return message;
}
