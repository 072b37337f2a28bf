import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { GenerationRequest, Turn } from '../../core/ports/provider.ts';
import type { Warning } from '../../protocol/generation.ts';
import { honouredRequest } from '../honoured-request.ts';
import { schemaName } from '../schema-name.ts';
import { fitsStrictMode } from '../strict-schema.ts';
import type { ServerAddress } from './address.ts';
import { openAiCompatibleCapabilities } from './capabilities.ts';

export interface ChatWire {
  body: ChatCompletionCreateParamsStreaming;
  warnings: Warning[];
}

/** A model's own id, without the `NAME/` of its endpoint. */
export function wireModelId(id: string, endpointName: string | undefined): string {
  const prefix = `${endpointName}/`;
  return endpointName !== undefined && id.startsWith(prefix) ? id.slice(prefix.length) : id;
}

export function toWire(
  asked: GenerationRequest,
  server: { kind: ServerAddress['kind']; endpointName?: string | undefined },
): ChatWire {
  const isAzure = server.kind === 'azure';
  const { request, warnings } = honouredRequest(
    asked,
    openAiCompatibleCapabilities(asked.model),
    isAzure ? { maxStops: 4 } : {},
  );
  const parameters = request.parameters ?? {};
  const messages = request.turns.map(messageOf);
  const jsonMode = parameters.jsonMode && request.schema === undefined;
  const system = [request.system];
  if (jsonMode && !request.turns.some((turn) => /json/i.test(turn.content))) {
    // OpenAI and Azure refuse JSON mode when no message says "JSON".
    system.push('Answer with one JSON object.');
  }
  const instructions = system.filter(Boolean).join('\n\n');
  if (instructions) messages.unshift({ role: 'system', content: instructions });

  const body: ChatCompletionCreateParamsStreaming = {
    model: wireModelId(request.model.id, server.endpointName),
    messages,
    stream: true,
    stream_options: { include_usage: true },
  };
  if (parameters.temperature !== undefined) body.temperature = parameters.temperature;
  if (parameters.topP !== undefined) body.top_p = parameters.topP;
  if (parameters.seed !== undefined) body.seed = parameters.seed;
  if (parameters.stop?.length) body.stop = parameters.stop;
  if (parameters.maxTokens !== undefined) {
    // Azure's reasoning models refuse the old name; many small servers know only the old one.
    if (isAzure) body.max_completion_tokens = parameters.maxTokens;
    else body.max_tokens = parameters.maxTokens;
  }
  if (parameters.thinking !== undefined) {
    body.reasoning_effort = parameters.thinking === 'off' ? 'none' : parameters.thinking;
  }
  if (request.schema !== undefined) {
    const { name, schema } = request.schema;
    body.response_format = {
      type: 'json_schema',
      json_schema: { name: schemaName(name), schema, strict: fitsStrictMode(schema) },
    };
  } else if (jsonMode) body.response_format = { type: 'json_object' };
  if (request.tools?.length) {
    body.tools = request.tools.map(({ name, description, parameters: schema }) => ({
      type: 'function',
      function: { name, description, parameters: schema },
    }));
  }
  return { body, warnings };
}

function messageOf(turn: Turn): ChatCompletionMessageParam {
  if (turn.role === 'tool') return { role: 'tool', tool_call_id: turn.toolCallId, content: turn.content };
  if (turn.role === 'assistant') {
    if (!turn.toolCalls?.length) return { role: 'assistant', content: turn.content };
    return {
      role: 'assistant',
      content: turn.content || null,
      tool_calls: turn.toolCalls.map((call) => ({
        id: call.id,
        type: 'function',
        function: {
          name: call.name,
          arguments:
            typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments ?? {}),
        },
      })),
    };
  }
  if (!turn.images?.length) return { role: 'user', content: turn.content };
  return {
    role: 'user',
    content: [
      { type: 'text', text: turn.content },
      ...turn.images.map(({ mimeType, data }) => ({
        type: 'image_url' as const,
        image_url: { url: `data:${mimeType};base64,${data}` },
      })),
    ],
  };
}
