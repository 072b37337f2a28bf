import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { Part } from '../../core/ports/provider.ts';
import { billedCost, tokenCount, usageOf } from '../../core/usage.ts';
import type { StopReason, Usage } from '../../protocol/generation.ts';
import { nothing, type WireReader } from '../part-stream.ts';
import { toolCallParts } from '../tool-call-parts.ts';

/** What servers send beyond OpenAI's own types. */
interface Delta extends ChatCompletionChunk.Choice.Delta {
  /** DeepSeek, vLLM, llama.cpp. */
  reasoning_content?: string | null;
  /** OpenRouter, newer vLLM. */
  reasoning?: string | null;
  /** OpenRouter's web plugin. */
  annotations?: { type?: string; url_citation?: { url?: string; title?: string } }[];
}

const reasons: Readonly<Record<string, StopReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
};

/** `billsUsd`: the server's `usage.cost` is what it bills, in USD, as OpenRouter's is. */
export function readChatCompletions(options: { billsUsd?: boolean } = {}): WireReader<ChatCompletionChunk> {
  let finish: string | undefined;
  let refused = false;
  const calls = new Map<number, { id: string; name: string; text: string }>();
  const cited = new Set<string>();

  const gather = (piece: ChatCompletionChunk.Choice.Delta.ToolCall, at: number) => {
    const index = piece.index ?? at;
    let call = calls.get(index);
    if (call === undefined) {
      call = { id: '', name: '', text: '' };
      calls.set(index, call);
    }
    if (piece.id) call.id = piece.id;
    if (piece.function?.name) call.name = piece.function.name;
    if (piece.function?.arguments) call.text += piece.function.arguments;
  };

  return {
    read(chunk) {
      const choice = chunk.choices?.[0];
      const delta = choice?.delta as Delta | undefined;
      if (choice?.finish_reason) finish = choice.finish_reason;
      const thought = delta?.reasoning_content ?? delta?.reasoning;
      // Nearly every chunk is this one.
      const more = thought || delta?.refusal || delta?.tool_calls || delta?.annotations || chunk.usage;
      if (delta?.content && !more) return [{ type: 'text', text: delta.content }];
      const parts: Part[] = [];
      if (thought) parts.push({ type: 'thinking', text: thought });
      if (delta?.content) parts.push({ type: 'text', text: delta.content });
      if (delta?.refusal) {
        refused = true;
        parts.push({ type: 'text', text: delta.refusal });
      }
      delta?.tool_calls?.forEach(gather);
      for (const note of delta?.annotations ?? []) {
        const { url, title } = note.url_citation ?? {};
        if (!url || cited.has(url)) continue;
        cited.add(url);
        parts.push({ type: 'citation', citation: title ? { url, title } : { url } });
      }
      if (chunk.usage) parts.push(usagePart(chunk.usage, options.billsUsd ?? false));
      return parts.length > 0 ? parts : nothing;
    },
    finish() {
      if (finish === undefined) return undefined;
      const parts: Part[] = [];
      for (const [index, call] of calls) {
        parts.push(...toolCallParts(call.id || `call_${index}`, call.name, call.text));
      }
      const reason = reasons[finish] ?? 'other';
      const end = reason !== 'stop' ? reason : calls.size > 0 ? 'tool-calls' : refused ? 'refusal' : 'stop';
      return [...parts, { type: 'end', reason: end }];
    },
  };
}

function usagePart(usage: CompletionUsage, billsUsd: boolean): Part {
  const part: Part = { type: 'usage', usage: usageFromWire(usage) };
  const billed = billsUsd ? billedCost((usage as { cost?: unknown }).cost) : undefined;
  if (billed !== undefined) part.cost = billed;
  return part;
}

/**
 * Prompt counts include cached tokens. Completion counts include reasoning everywhere but at servers such as xAI's,
 * whose total gives it away: there reasoning comes on top.
 */
export function usageFromWire(usage: CompletionUsage): Usage {
  const { prompt_tokens: input, completion_tokens: completion, total_tokens: total } = usage;
  const reasoning = usage.completion_tokens_details?.reasoning_tokens;
  const all = [input, completion, reasoning].map((told) => tokenCount(told).tokens);
  const [, , thought = 0] = all;
  const onTop = thought > 0 && tokenCount(total).tokens === all.reduce((sum, tokens) => sum + tokens);
  return usageOf({
    input: [input],
    output: onTop ? [completion, reasoning] : [completion],
    cached: usage.prompt_tokens_details?.cached_tokens,
    cacheWrite5m: usage.prompt_tokens_details?.cache_write_tokens,
    reasoning,
  });
}
