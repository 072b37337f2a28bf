import type { ResponseStreamEvent, ResponseUsage } from 'openai/resources/responses/responses';
import type { Part } from '../../core/ports/provider.ts';
import { usageOf } from '../../core/usage.ts';
import type { Cost, StopReason, Usage } from '../../protocol/generation.ts';
import type { CallTarget } from '../call-target.ts';
import { streamedFailure } from '../in-stream-failure.ts';
import { nothing, type WireReader } from '../part-stream.ts';
import { toolCallParts } from '../tool-call-parts.ts';

export interface ResponsesReading {
  target(): CallTarget;
  /** What the vendor says it bills, for those that say it. */
  cost?(usage: ResponseUsage): Cost | undefined;
}

/** Reads the events of one streamed response. */
export function readResponses({ target, cost }: ResponsesReading): WireReader<ResponseStreamEvent> {
  let end: StopReason | undefined;
  let refused = false;
  let calledTools = false;
  let searches = 0;
  const cited = new Set<string>();

  const closing = (usage: ResponseUsage | null | undefined, reason: StopReason): readonly Part[] => {
    end = calledTools && reason === 'stop' ? 'tool-calls' : refused && reason === 'stop' ? 'refusal' : reason;
    if (!usage) return nothing;
    const part: Part = { type: 'usage', usage: usageFromWire(usage, searches) };
    const billed = cost?.(usage);
    if (billed !== undefined) part.cost = billed;
    return [part];
  };

  return {
    read(event) {
      switch (event.type) {
        case 'response.output_text.delta':
          return [{ type: 'text', text: event.delta }];
        case 'response.reasoning_summary_text.delta':
        case 'response.reasoning_text.delta':
          return [{ type: 'thinking', text: event.delta }];
        case 'response.reasoning_summary_part.added':
          return event.summary_index > 0 ? [{ type: 'thinking', text: '\n\n' }] : nothing;
        case 'response.refusal.delta':
          refused = true;
          return [{ type: 'text', text: event.delta }];
        case 'response.output_text.annotation.added': {
          const note = event.annotation;
          if (note?.type !== 'url_citation' || cited.has(note.url)) return nothing;
          cited.add(note.url);
          return [{ type: 'citation', citation: citationOf(note.url, note.title) }];
        }
        case 'response.output_item.done': {
          const { item } = event;
          if (item.type === 'web_search_call' && (item.action?.type ?? 'search') === 'search') searches++;
          if (item.type !== 'function_call') return nothing;
          calledTools = true;
          return toolCallParts(item.call_id, item.name, item.arguments);
        }
        case 'response.completed':
          return closing(event.response?.usage, 'stop');
        case 'response.incomplete':
          return closing(event.response?.usage, incompleteReason(event.response));
        case 'response.failed':
          throw streamedFailure(
            { code: event.response?.error?.code, message: event.response?.error?.message },
            target(),
          );
        case 'error':
          throw streamedFailure({ code: event.code, message: event.message }, target());
        default:
          return nothing;
      }
    },
    finish: () => (end === undefined ? undefined : [{ type: 'end', reason: end }]),
  };
}

export function incompleteReason(
  response: { incomplete_details?: { reason?: string } | null } | undefined,
): StopReason {
  const why = response?.incomplete_details?.reason;
  return why === 'max_output_tokens' ? 'length' : why === 'content_filter' ? 'content-filter' : 'other';
}

/** Input counts include cached tokens and output counts include reasoning already. */
export function usageFromWire(usage: ResponseUsage, searches = 0): Usage {
  return usageOf({
    input: [usage.input_tokens],
    output: [usage.output_tokens],
    cached: usage.input_tokens_details?.cached_tokens,
    cacheWrite5m: usage.input_tokens_details?.cache_write_tokens,
    reasoning: usage.output_tokens_details?.reasoning_tokens,
    searches,
  });
}

function citationOf(url: string, title: string | undefined) {
  return title ? { url, title } : { url };
}
