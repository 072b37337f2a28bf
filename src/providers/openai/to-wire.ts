import type {
  ResponseCreateParamsStreaming,
  ResponseFormatTextConfig,
  ResponseInputItem,
  Tool,
} from 'openai/resources/responses/responses';
import type { GenerationRequest, Turn } from '../../core/ports/provider.ts';
import { fewestResponseTokens } from '../../core/worst-case.ts';
import type { Warning } from '../../protocol/generation.ts';
import { honouredRequest } from '../honoured-request.ts';
import { schemaName } from '../schema-name.ts';
import { fitsStrictMode } from '../strict-schema.ts';
import { openAiCapabilities } from './capabilities.ts';

export interface ResponsesWire {
  body: ResponseCreateParamsStreaming;
  warnings: Warning[];
}

/** Reasoning models that can't be told not to think; the lowest effort each takes. */
const alwaysThinking: readonly [RegExp, 'minimal' | 'low'][] = [
  [/^gpt-5(-mini|-nano)?(-\d{4}|$)/, 'minimal'],
  [/^o\d/, 'low'],
];

export function toWire(asked: GenerationRequest): ResponsesWire {
  const { request, warnings } = honouredRequest(asked, openAiCapabilities(asked.model));
  const body = responsesBody(request, warnings);
  const parameters = request.parameters ?? {};
  if (parameters.thinking === 'off') {
    const lowest = alwaysThinking.find(([model]) => model.test(request.model.id))?.[1];
    body.reasoning = { effort: lowest ?? 'none' };
    if (lowest !== undefined) {
      warnings.push({
        code: 'thinking-not-off',
        message: `${request.model.name} can't be told not to think; the lowest effort was asked for.`,
      });
    }
  }
  if (parameters.promptCaching !== undefined) {
    body.prompt_cache_key = cacheKey(request);
    warnings.push({
      code: 'cache-lifetime-fixed',
      message: 'OpenAI decides itself how long a prompt stays cached; the time asked for was not sent.',
    });
  }
  return { body, warnings };
}

/** The request in the Responses API's shape, as OpenAI and xAI both take it. `request` is already honoured. */
export function responsesBody(
  request: GenerationRequest,
  warnings: Warning[],
): ResponseCreateParamsStreaming {
  const parameters = request.parameters ?? {};
  const input = request.turns.flatMap(inputItems);
  const body: ResponseCreateParamsStreaming = { model: request.model.id, input, stream: true, store: false };
  if (request.system) body.instructions = request.system;
  if (parameters.temperature !== undefined) body.temperature = parameters.temperature;
  if (parameters.topP !== undefined) body.top_p = parameters.topP;
  if (parameters.maxTokens !== undefined) {
    body.max_output_tokens = Math.max(fewestResponseTokens, parameters.maxTokens);
    if (parameters.maxTokens < fewestResponseTokens) {
      warnings.push({
        code: 'max-tokens-raised',
        message: `${request.model.name} takes no limit under ${fewestResponseTokens} tokens; that was sent.`,
      });
    }
  }
  if (parameters.thinking !== undefined && parameters.thinking !== 'off') {
    body.reasoning = { effort: parameters.thinking, summary: 'auto' };
  }
  const format = textFormat(request);
  if (format !== undefined) body.text = { format };
  if (format?.type === 'json_object' && !request.turns.some((turn) => /json/i.test(turn.content))) {
    // The API refuses JSON mode when no message says "JSON"; `instructions` does not count.
    input.push({ role: 'developer', content: 'Answer with one JSON object.' });
  }
  const tools = request.tools?.map(
    (tool): Tool => ({
      type: 'function',
      name: tool.name,
      description: tool.description,
      parameters: tool.parameters,
      strict: fitsStrictMode(tool.parameters),
    }),
  );
  const all: Tool[] = tools ?? [];
  if (parameters.webSearch) {
    if (format?.type === 'json_object') {
      warnings.push({
        code: 'web-search-left-out',
        message: `${request.model.name} can't search the web in JSON mode; the search was left out.`,
      });
    } else all.push({ type: 'web_search' });
  }
  if (all.length > 0) body.tools = all;
  return body;
}

function textFormat(request: GenerationRequest): ResponseFormatTextConfig | undefined {
  if (request.schema !== undefined) {
    const { name, schema } = request.schema;
    return { type: 'json_schema', name: schemaName(name), schema, strict: fitsStrictMode(schema) };
  }
  return request.parameters?.jsonMode ? { type: 'json_object' } : undefined;
}

function inputItems(turn: Turn): ResponseInputItem[] {
  if (turn.role === 'tool') {
    return [{ type: 'function_call_output', call_id: turn.toolCallId, output: turn.content }];
  }
  if (turn.role === 'assistant') {
    const calls = (turn.toolCalls ?? []).map(
      (call): ResponseInputItem => ({
        type: 'function_call',
        call_id: call.id,
        name: call.name,
        arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments ?? {}),
      }),
    );
    return turn.content ? [{ role: 'assistant', content: turn.content }, ...calls] : calls;
  }
  if (!turn.images?.length) return [{ role: 'user', content: turn.content }];
  return [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: turn.content },
        ...turn.images.map((image) => ({
          type: 'input_image' as const,
          image_url: `data:${image.mimeType};base64,${image.data}`,
          detail: 'auto' as const,
        })),
      ],
    },
  ];
}

/** Requests that begin alike land on the same cache: a short, stable name of the part that repeats. */
function cacheKey(request: GenerationRequest): string {
  const first = request.turns[0]?.content ?? '';
  let hash = 0x811c9dc5;
  for (const character of `${request.system ?? ''}\n${request.system ? '' : first}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return `abai-${(hash >>> 0).toString(16)}`;
}
