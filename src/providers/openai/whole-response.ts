import type { Response as WireResponse } from 'openai/resources/responses/responses';
import type { StopReason, Usage } from '../../protocol/generation.ts';
import { incompleteReason, usageFromWire } from './from-wire.ts';

export interface WholeAnswer {
  text: string;
  thinking: string;
  usage: Usage | undefined;
  stopReason: StopReason;
}

/** A response that came in one piece, as batches give it. */
export function wholeResponse(response: Partial<WireResponse>): WholeAnswer {
  let text = '';
  const thoughts: string[] = [];
  let searches = 0;
  let refused = false;
  for (const item of response.output ?? []) {
    if (item.type === 'message') {
      for (const content of item.content) {
        refused ||= content.type === 'refusal';
        text += content.type === 'refusal' ? content.refusal : content.text;
      }
    } else if (item.type === 'reasoning') {
      thoughts.push(...item.summary.map((summary) => summary.text));
    } else if (item.type === 'web_search_call') searches++;
  }
  const ended = refused ? 'refusal' : 'stop';
  return {
    text,
    thinking: thoughts.join('\n\n'),
    stopReason: response.status === 'incomplete' ? incompleteReason(response) : ended,
    usage: response.usage ? usageFromWire(response.usage, searches) : undefined,
  };
}
