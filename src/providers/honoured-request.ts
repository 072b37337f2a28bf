import type { Capabilities, GenerationRequest } from '../core/ports/provider.ts';
import type { Parameters, Warning } from '../protocol/generation.ts';
import { jsonInstruction } from './json-instruction.ts';
import { toolsAsText } from './tools-as-text.ts';

/** What a provider takes beyond its capabilities. */
export interface Honours {
  /** Default: as temperature. */
  topP?: boolean;
  /** Stop sequences at most; more are cut off with a warning. */
  maxStops?: number;
}

/**
 * `request` without what the model can't honour, each omission as a warning. JSON that is only emulated has moved into
 * the system prompt, and `jsonMode` and `schema` are gone.
 */
export function honouredRequest(
  request: GenerationRequest,
  can: Capabilities,
  also: Honours = {},
): { request: GenerationRequest; warnings: Warning[] } {
  const warnings: Warning[] = [];
  const parameters: Parameters = { ...request.parameters };
  const honoured: GenerationRequest = { ...request, parameters };
  const name = request.model.name;

  const leaveOut = (option: keyof Parameters, words: string, code: string) => {
    if (parameters[option] === undefined) return;
    delete parameters[option];
    warnings.push({ code, message: `${name} does not take ${words}; it was left out.` });
  };

  if (!can.temperature) leaveOut('temperature', 'a temperature', 'temperature-left-out');
  if (!(also.topP ?? can.temperature)) leaveOut('topP', 'a top-p value', 'top-p-left-out');
  if (!can.seed) leaveOut('seed', 'a seed', 'seed-left-out');
  if (!can.stop && parameters.stop?.length) leaveOut('stop', 'stop sequences', 'stop-left-out');
  if (!can.thinking) {
    // A model that never thinks already does what "off" asks for.
    if (parameters.thinking === 'off') delete parameters.thinking;
    leaveOut('thinking', 'a thinking effort', 'thinking-left-out');
  }
  if (!can.webSearch) {
    if (parameters.webSearch === false) delete parameters.webSearch;
    leaveOut('webSearch', 'web search', 'web-search-left-out');
  }
  if (!can.promptCaching) leaveOut('promptCaching', 'a prompt cache', 'prompt-caching-left-out');

  if (
    parameters.stop !== undefined &&
    also.maxStops !== undefined &&
    parameters.stop.length > also.maxStops
  ) {
    parameters.stop = parameters.stop.slice(0, also.maxStops);
    warnings.push({
      code: 'stop-shortened',
      message: `${name} takes ${also.maxStops} stop sequences at most; the others were left out.`,
    });
  }
  const { maxOutput } = request.model;
  if (parameters.maxTokens !== undefined && maxOutput !== undefined && parameters.maxTokens > maxOutput) {
    parameters.maxTokens = maxOutput;
    warnings.push({
      code: 'max-tokens-lowered',
      message: `${name} answers with ${maxOutput} tokens at most; the limit was lowered to that.`,
    });
  }

  if (!can.tools && request.tools?.length) {
    delete honoured.tools;
    warnings.push({ code: 'tools-left-out', message: `${name} can't call tools; they were left out.` });
  }
  if (!can.tools) honoured.turns = toolsAsText(request.turns);
  if (!can.vision && request.turns.some((turn) => turn.role === 'user' && turn.images?.length)) {
    honoured.turns = honoured.turns.map((turn) =>
      turn.role === 'user' ? { role: 'user', content: turn.content } : turn,
    );
    warnings.push({ code: 'images-left-out', message: `${name} can't see images; they were left out.` });
  }
  honourJson(honoured, parameters, can, warnings);
  return { request: honoured, warnings };
}

function honourJson(
  request: GenerationRequest,
  parameters: Parameters,
  can: Capabilities,
  warnings: Warning[],
): void {
  const { schema, model } = request;
  const emulate = (code: string, what: string) => {
    request.system = [request.system, jsonInstruction(schema)].filter(Boolean).join('\n\n');
    delete request.schema;
    delete parameters.jsonMode;
    warnings.push({
      code,
      message: `${model.name} has no ${what} of its own: it was asked for JSON in the prompt, and may not keep to it.`,
    });
  };
  if (schema !== undefined) {
    delete parameters.jsonMode;
    if (can.jsonSchema !== true) emulate('json-schema-emulated', 'JSON Schema output');
  } else if (parameters.jsonMode) {
    if (can.jsonMode !== true) emulate('json-mode-emulated', 'JSON mode');
  } else {
    delete parameters.jsonMode;
  }
}
