import type { GenerationRequest, ToolDefinition } from '../../core/ports/provider.ts';
import type { ToolCall } from '../../protocol/generation.ts';
import type { Dice } from './dice.ts';
import { sampleOf } from './schema-sample.ts';
import type { Topic } from './topic.ts';

/**
 * The call that a question asks for: of the tool whose name's words are all in the prompt ("Read the file x.ts" for
 * `read_file`), or with [demo:tool] of that or the first one. Undefined when it asks for none, or when a tool has answered.
 */
export function toolCallFor(
  { tools = [], turns }: GenerationRequest,
  prompt: string,
  topic: Topic,
  dice: Dice,
): ToolCall | undefined {
  if (turns.at(-1)?.role !== 'user') return undefined;
  const said = new Set(prompt.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const named = tools.find(({ name }) =>
    name
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .every((word) => said.has(word)),
  );
  const tool = named ?? (prompt.includes('[demo:tool]') ? tools[0] : undefined);
  if (!tool) return undefined;
  return {
    id: `demo-call-${turns.length}`,
    name: tool.name,
    arguments: argumentsFor(tool, prompt, topic, dice),
  };
}

/** What must be given, as the schema wants it; a path and a text as the prompt has them. */
function argumentsFor({ parameters }: ToolDefinition, prompt: string, topic: Topic, dice: Dice): unknown {
  const { properties, required } = parameters as { properties?: object; required?: readonly string[] };
  const wanted = Object.entries(properties ?? {}).filter(([name]) => required?.includes(name));
  const given = sampleOf({ ...parameters, properties: Object.fromEntries(wanted) }, topic, dice);
  const own = given as Record<string, unknown>;
  const path = /[\p{L}\p{N}_./-]{0,200}[\p{L}\p{N}_-]\.[a-z]\w{0,7}\b/iu.exec(prompt)?.[0];
  const quoted = /["“„`']([^"”“`']{1,200})["”“`']/u.exec(prompt)?.[1];
  if (path && typeof own.path === 'string') own.path = path;
  if (quoted && typeof own.text === 'string') own.text = quoted;
  return own;
}
