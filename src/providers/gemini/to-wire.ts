import type {
  Content,
  GenerateContentConfig,
  GenerateContentParameters,
  SafetySetting,
  ThinkingConfig,
  ThinkingLevel,
  Tool,
  Part as WirePart,
} from '@google/genai/web';
import type { GenerationRequest, Turn } from '../../core/ports/provider.ts';
import type { Warning } from '../../protocol/generation.ts';
import { honouredRequest } from '../honoured-request.ts';
import { geminiCapabilities } from './capabilities.ts';

export interface GeminiWire {
  body: GenerateContentParameters & { contents: Content[]; config: GenerateContentConfig };
  warnings: Warning[];
}

/** Gemini 2 thinks by a budget of tokens, all later ones by a level. */
const thinksByBudget = /^gemini-(1|2)\b/;
const thinkingBudgets = { low: 1024, medium: 8192, high: 24_576 } as const;
const MOST_STOPS = 5;

/** Stands in for the signature of a call from history, which later models want and history does not keep. */
const UNSIGNED_CALL = 'skip_thought_signature_validator';

export function toWire(asked: GenerationRequest): GeminiWire {
  const { request, warnings } = honouredRequest(asked, geminiCapabilities(asked.model), {
    maxStops: MOST_STOPS,
    topP: true,
  });
  const parameters = request.parameters ?? {};
  const config: GenerateContentConfig = {};
  if (request.system) config.systemInstruction = request.system;
  if (parameters.temperature !== undefined) config.temperature = parameters.temperature;
  if (parameters.topP !== undefined) config.topP = parameters.topP;
  if (parameters.maxTokens !== undefined) config.maxOutputTokens = parameters.maxTokens;
  if (parameters.stop?.length) config.stopSequences = parameters.stop;
  if (parameters.seed !== undefined) config.seed = parameters.seed;
  if (request.schema !== undefined) {
    config.responseMimeType = 'application/json';
    config.responseJsonSchema = request.schema.schema;
  } else if (parameters.jsonMode) config.responseMimeType = 'application/json';
  const thinking = thinkingOf(request, warnings);
  if (thinking !== undefined) config.thinkingConfig = thinking;
  const tools: Tool[] = [];
  if (request.tools?.length) {
    tools.push({
      functionDeclarations: request.tools.map(({ name, description, parameters: schema }) => ({
        name,
        description,
        parametersJsonSchema: schema,
      })),
    });
  }
  if (parameters.webSearch) tools.push({ googleSearch: {} });
  if (tools.length > 0) config.tools = tools;
  const safety = request.extras?.safetySettings;
  if (Array.isArray(safety)) config.safetySettings = safety as SafetySetting[];
  if (parameters.promptCaching !== undefined) {
    warnings.push({
      code: 'cache-lifetime-fixed',
      message: 'Gemini caches prompts by itself and decides how long; the time asked for was not sent.',
    });
  }
  const signsCalls = !thinksByBudget.test(request.model.id);
  return {
    body: { model: request.model.id, contents: contentsOf(request.turns, signsCalls), config },
    warnings,
  };
}

function thinkingOf(
  { parameters, model }: GenerationRequest,
  warnings: Warning[],
): ThinkingConfig | undefined {
  const effort = parameters?.thinking;
  if (effort === undefined) return undefined;
  const byBudget = thinksByBudget.test(model.id);
  if (effort !== 'off') {
    return byBudget
      ? { includeThoughts: true, thinkingBudget: thinkingBudgets[effort] }
      : { includeThoughts: true, thinkingLevel: effort.toUpperCase() as ThinkingLevel };
  }
  if (byBudget && !/pro/.test(model.id)) return { thinkingBudget: 0 };
  warnings.push({
    code: 'thinking-not-off',
    message: `${model.name} can't be told not to think; the least thinking was asked for.`,
  });
  if (byBudget) return { thinkingBudget: 128 };
  return { thinkingLevel: (/flash/.test(model.id) ? 'MINIMAL' : 'LOW') as ThinkingLevel };
}

/** Answers of several tools go into one content; empty turns, which the API refuses, are dropped. */
function contentsOf(turns: readonly Turn[], signsCalls: boolean): Content[] {
  const contents: Content[] = [];
  let results: WirePart[] | undefined;
  for (const turn of turns) {
    if (turn.role === 'tool') {
      if (results === undefined) {
        results = [];
        contents.push({ role: 'user', parts: results });
      }
      results.push({ functionResponse: { name: turn.name, response: { result: turn.content } } });
      continue;
    }
    results = undefined;
    const parts = turn.role === 'assistant' ? modelParts(turn, signsCalls) : userParts(turn);
    if (parts.length > 0) contents.push({ role: turn.role === 'assistant' ? 'model' : 'user', parts });
  }
  return contents;
}

function userParts(turn: Extract<Turn, { role: 'user' }>): WirePart[] {
  const parts: WirePart[] = (turn.images ?? []).map(({ mimeType, data }) => ({
    inlineData: { mimeType, data },
  }));
  if (turn.content) parts.push({ text: turn.content });
  return parts;
}

function modelParts(turn: Extract<Turn, { role: 'assistant' }>, signsCalls: boolean): WirePart[] {
  const parts: WirePart[] = turn.content ? [{ text: turn.content }] : [];
  for (const [at, call] of (turn.toolCalls ?? []).entries()) {
    const args = (typeof call.arguments === 'object' ? call.arguments : {}) as Record<string, unknown>;
    const part: WirePart = { functionCall: { name: call.name, args } };
    if (signsCalls && at === 0) part.thoughtSignature = UNSIGNED_CALL;
    parts.push(part);
  }
  return parts;
}
