import type {
  MessageDeltaUsage,
  RawMessageStreamEvent,
  StopReason as VendorReason,
  Usage as VendorUsage,
} from '@anthropic-ai/sdk/resources/messages';
import type { Part } from '../../core/ports/provider.ts';
import { tokenCount, usageOf } from '../../core/usage.ts';
import type { StopReason, Usage } from '../../protocol/generation.ts';
import { nothing, type WireReader } from '../part-stream.ts';
import { toolCallParts } from '../tool-call-parts.ts';

export const stopReasons: Readonly<Record<VendorReason, StopReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool-calls',
  refusal: 'refusal',
  pause_turn: 'other',
};

export function readMessages(): WireReader<RawMessageStreamEvent> {
  let reason: VendorReason | null = null;
  let explanation: string | undefined;
  let stopped = false;
  let usage: Partial<VendorUsage> | undefined;
  const calls = new Map<number, { id: string; name: string; text: string }>();
  const cited = new Set<string>();

  return {
    read(event) {
      switch (event.type) {
        case 'content_block_delta': {
          const { delta } = event;
          if (delta.type === 'text_delta') return [{ type: 'text', text: delta.text }];
          if (delta.type === 'thinking_delta') return [{ type: 'thinking', text: delta.thinking }];
          if (delta.type === 'input_json_delta') {
            const call = calls.get(event.index);
            if (call !== undefined) call.text += delta.partial_json;
          } else if (delta.type === 'citations_delta') {
            const { citation } = delta;
            if (citation.type !== 'web_search_result_location' || cited.has(citation.url)) return nothing;
            cited.add(citation.url);
            const { url, title } = citation;
            return [{ type: 'citation', citation: title ? { url, title } : { url } }];
          }
          return nothing;
        }
        case 'content_block_start': {
          const block = event.content_block;
          if (block.type === 'tool_use') calls.set(event.index, { id: block.id, name: block.name, text: '' });
          if (block.type === 'text' && block.text) return [{ type: 'text', text: block.text }];
          return nothing;
        }
        case 'content_block_stop': {
          const call = calls.get(event.index);
          return call === undefined ? nothing : toolCallParts(call.id, call.name, call.text);
        }
        case 'message_start':
          usage = event.message?.usage ?? undefined;
          return nothing;
        case 'message_delta':
          reason = event.delta.stop_reason ?? reason;
          explanation = event.delta.stop_details?.explanation ?? undefined;
          if (!event.usage) return nothing;
          usage = merged(usage, event.usage);
          return [{ type: 'usage', usage: usageFromWire(usage) }];
        case 'message_stop':
          stopped = true;
          return nothing;
        default:
          return nothing;
      }
    },
    finish() {
      if (!stopped) return undefined;
      const parts: Part[] = [];
      if (explanation) parts.push({ type: 'warning', warning: { code: 'refused', message: explanation } });
      if (reason === 'pause_turn') {
        parts.push({
          type: 'warning',
          warning: { code: 'turn-paused', message: 'The model paused in a long search; ask it to go on.' },
        });
      }
      return [
        ...parts,
        { type: 'end', reason: reason === null ? 'other' : (stopReasons[reason] ?? 'other') },
      ];
    },
    countedSoFar: () => usage && usageFromWire(usage),
  };
}

/** The cumulative counts of a later event go before the first ones, where they say something. */
function merged(first: Partial<VendorUsage> | undefined, later: MessageDeltaUsage): Partial<VendorUsage> {
  const usage: Partial<VendorUsage> = { ...first };
  if (later.output_tokens != null) usage.output_tokens = later.output_tokens;
  if (later.input_tokens != null) usage.input_tokens = later.input_tokens;
  if (later.cache_read_input_tokens != null) usage.cache_read_input_tokens = later.cache_read_input_tokens;
  if (later.cache_creation_input_tokens != null) {
    usage.cache_creation_input_tokens = later.cache_creation_input_tokens;
  }
  if (later.output_tokens_details != null) usage.output_tokens_details = later.output_tokens_details;
  if (later.server_tool_use != null) usage.server_tool_use = later.server_tool_use;
  return usage;
}

/** Input counts leave out what was read from and written to the cache; ours have it in. */
export function usageFromWire(usage: Partial<VendorUsage>): Usage {
  const cached = usage.cache_read_input_tokens;
  const written = usage.cache_creation_input_tokens;
  const written1h = usage.cache_creation?.ephemeral_1h_input_tokens;
  return usageOf({
    input: [usage.input_tokens, cached, written],
    output: [usage.output_tokens],
    cached,
    cacheWrite5m: Math.max(0, tokenCount(written).tokens - tokenCount(written1h).tokens),
    cacheWrite1h: written1h,
    reasoning: usage.output_tokens_details?.thinking_tokens,
    searches: usage.server_tool_use?.web_search_requests,
  });
}
