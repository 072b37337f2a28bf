import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import type {
  ContentBlockParam,
  MessageCreateParamsStreaming,
  MessageParam,
  ToolUnion,
} from '@anthropic-ai/sdk/resources/messages';
import type { GenerationRequest, Turn } from '../../core/ports/provider.ts';
import { usualAnthropicTokens } from '../../core/worst-case.ts';
import type { Parameters, Warning } from '../../protocol/generation.ts';
import { honouredRequest } from '../honoured-request.ts';
import { toolsAsText } from '../tools-as-text.ts';
import { anthropicCapabilities } from './capabilities.ts';

/** With this version the API takes a temperature from those models that have one; later versions refuse it. */
export const SAMPLING_VERSION = '2023-06-01';

/** The SDK's types are of a version without sampling parameters. */
type Body = MessageCreateParamsStreaming & { temperature?: number; top_p?: number };

export interface MessagesWire {
  body: Body;
  /** Headers of this request. */
  headers: Record<string, string>;
  warnings: Warning[];
}

const FEWEST_THINKING_TOKENS = 1024;
const thinkingBudgets = { low: 2048, medium: 8192, high: 24_576 } as const;
const MOST_SEARCHES = 5;

/** Models that think by a budget of tokens; all later ones decide themselves, guided by an effort. */
const thinksByBudget = /^claude-(3|(opus|sonnet|haiku)-4(-[0-5])?(-\d{8})?$)/;

export function toWire(asked: GenerationRequest): MessagesWire {
  const { request, warnings } = honouredRequest(asked, anthropicCapabilities(asked.model));
  const parameters = request.parameters ?? {};
  const body: Body = {
    model: request.model.id,
    max_tokens: parameters.maxTokens ?? request.model.maxOutput ?? usualAnthropicTokens,
    // A history with calls is refused where no tools are.
    messages: messagesOf(request.tools?.length ? request.turns : toolsAsText(request.turns)),
    stream: true,
  };
  setThinking(body, request, warnings);
  const headers = setSampling(body, parameters, warnings, request.model.name);
  if (parameters.stop?.length) body.stop_sequences = parameters.stop;
  const cache = parameters.promptCaching && {
    cache_control: { type: 'ephemeral' as const, ttl: parameters.promptCaching },
  };
  if (request.system) body.system = [{ type: 'text', text: request.system, ...cache }];
  // At the top it marks the last block: of a conversation, all up to here.
  if (cache) Object.assign(body, cache);
  if (request.schema !== undefined) {
    body.output_config = {
      ...body.output_config,
      format: { type: 'json_schema', schema: supportedSchema(request.schema.schema) },
    };
  }
  const tools: ToolUnion[] = (request.tools ?? []).map((tool) => ({
    name: tool.name,
    description: tool.description,
    input_schema: { type: 'object', ...tool.parameters },
  }));
  if (parameters.webSearch) {
    tools.push({ type: 'web_search_20250305', name: 'web_search', max_uses: MOST_SEARCHES });
  }
  if (tools.length > 0) body.tools = tools;
  return { body, headers, warnings };
}

/** The API refuses constraints that it can't hold; the SDK's transformation moves them into descriptions. */
function supportedSchema(schema: Record<string, unknown>): Record<string, unknown> {
  try {
    return transformJSONSchema(schema) as Record<string, unknown>;
  } catch {
    // It knows no schema without a type; then the API says itself what is wrong.
    return schema;
  }
}

function setThinking(body: Body, request: GenerationRequest, warnings: Warning[]): void {
  const effort = request.parameters?.thinking;
  if (effort === undefined) return;
  if (effort === 'off') {
    body.thinking = { type: 'disabled' };
    return;
  }
  if (!thinksByBudget.test(request.model.id)) {
    body.thinking = { type: 'adaptive', display: 'summarized' };
    body.output_config = { effort };
    return;
  }
  const leaveOut = (why: string) =>
    warnings.push({
      code: 'thinking-left-out',
      message: `${request.model.name} answers without thinking: ${why}`,
    });
  if (request.turns.at(-1)?.role === 'tool') {
    // The API wants the signed thoughts before a tool's answer back, which history does not keep.
    leaveOut("it can't take up its thoughts from before the tool call.");
  } else if (body.max_tokens <= FEWEST_THINKING_TOKENS) {
    leaveOut(`thinking needs a limit of more than ${FEWEST_THINKING_TOKENS} tokens.`);
  } else {
    body.thinking = {
      type: 'enabled',
      budget_tokens: Math.min(thinkingBudgets[effort], body.max_tokens - 1),
    };
  }
}

function setSampling(
  body: Body,
  { temperature, topP }: Parameters,
  warnings: Warning[],
  name: string,
): Record<string, string> {
  if (temperature === undefined && topP === undefined) return {};
  if (body.thinking !== undefined && body.thinking.type !== 'disabled') {
    warnings.push({
      code: 'temperature-left-out',
      message: `${name} takes no temperature or top-p while it thinks; they were left out.`,
    });
    return {};
  }
  if (temperature !== undefined) {
    body.temperature = Math.min(1, temperature);
    if (temperature > 1) {
      warnings.push({
        code: 'temperature-lowered',
        message: `${name} takes temperatures up to 1; the one asked for was lowered to that.`,
      });
    }
    if (topP !== undefined) {
      warnings.push({
        code: 'top-p-left-out',
        message: `${name} takes a temperature or a top-p value, not both; top-p was left out.`,
      });
    }
  } else if (topP !== undefined) body.top_p = topP;
  return { 'anthropic-version': SAMPLING_VERSION };
}

/** Answers of several tools go into one message; turns without content, which the API refuses, are dropped. */
function messagesOf(turns: readonly Turn[]): MessageParam[] {
  const messages: MessageParam[] = [];
  let results: ContentBlockParam[] | undefined;
  for (const turn of turns) {
    if (turn.role === 'tool') {
      if (results === undefined) {
        results = [];
        messages.push({ role: 'user', content: results });
      }
      results.push({ type: 'tool_result', tool_use_id: turn.toolCallId, content: turn.content });
      continue;
    }
    results = undefined;
    const content = turn.role === 'assistant' ? assistantBlocks(turn) : userBlocks(turn);
    if (content.length > 0) messages.push({ role: turn.role, content } as MessageParam);
  }
  return messages;
}

function userBlocks(turn: Extract<Turn, { role: 'user' }>): ContentBlockParam[] {
  const blocks: ContentBlockParam[] = (turn.images ?? []).map(({ mimeType, data }) => ({
    type: 'image',
    source: { type: 'base64', media_type: mimeType as 'image/png', data },
  }));
  if (turn.content.trim()) blocks.push({ type: 'text', text: turn.content });
  return blocks;
}

function assistantBlocks(turn: Extract<Turn, { role: 'assistant' }>): ContentBlockParam[] {
  const blocks: ContentBlockParam[] = [];
  // The API refuses white space at the end of what it is said to have said.
  const text = turn.content.trimEnd();
  if (text) blocks.push({ type: 'text', text });
  for (const call of turn.toolCalls ?? []) {
    blocks.push({ type: 'tool_use', id: call.id, name: call.name, input: call.arguments ?? {} });
  }
  return blocks;
}
