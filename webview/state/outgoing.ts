import type { Message } from '../../src/protocol/conversations.ts';
import type { Params } from '../../src/protocol/methods.ts';
import type { LiveComparison } from './live-comparison.ts';

type Identified<T> = T & { requestId: string };

/** What was sent and is not answered yet. Sent again as it is, it goes out once all the same: it has its ids. */
export type Outgoing = {
  /** Milliseconds since 1970-01-01 UTC. */
  at: number;
} & (
  | { method: 'comparison:start'; params: Identified<Params<'comparison:start'>> }
  | {
      method: 'comparison:send';
      /** `questionIds` names every thread that is asked. */
      params: Identified<Params<'comparison:send'>> & { questionIds: Record<string, string> };
    }
);

/** Reads what a page has kept; what does not fit was not kept by this version and is left out. */
export function readOutgoing(value: unknown): Outgoing | undefined {
  const { at, method, params } = (value ?? {}) as { [K in keyof Outgoing]?: unknown };
  if (typeof at !== 'number' || typeof params !== 'object' || params === null) return undefined;
  const { requestId, questionIds } = params as { requestId?: unknown; questionIds?: unknown };
  if (typeof requestId !== 'string') return undefined;
  const known =
    method === 'comparison:start' || (method === 'comparison:send' && typeof questionIds === 'object');
  return known ? (value as Outgoing) : undefined;
}

/** The same words to the same threads, whatever their ids. */
export function isSameWish(a: Outgoing, b: Outgoing): boolean {
  return a.method === b.method && wishOf(a) === wishOf(b);
}

function wishOf({ params }: Outgoing): string {
  const { requestId: _, ...rest } = params;
  return JSON.stringify(rest, (name, value) => (name === 'questionIds' ? Object.keys(value) : value));
}

/** Whether a question that is on its way has arrived in what is shown. */
export function hasArrived(live: LiveComparison | undefined, outgoing: Outgoing): boolean {
  if (outgoing.method === 'comparison:start') return false;
  return Object.entries(outgoing.params.questionIds).some(([conversationId, id]) =>
    live?.messages[conversationId]?.some((message) => message.id === id),
  );
}

/**
 * The comparison as it will be once the question has arrived. The echo has the question's own id: what has arrived is
 * not shown twice, whether an event, an answer or a reload brought it.
 */
export function withEcho(shown: LiveComparison, outgoing: Outgoing | undefined): LiveComparison {
  if (outgoing?.method !== 'comparison:send' || outgoing.params.comparisonId !== shown.comparison.id)
    return shown;
  const { content, attachments, questionIds } = outgoing.params;
  const messages: Record<string, readonly Message[]> = { ...shown.messages };
  for (const [conversationId, id] of Object.entries(questionIds)) {
    const thread = messages[conversationId];
    if (!thread || thread.some((message) => message.id === id)) continue;
    const echo: Message = {
      id,
      conversationId,
      parentId: thread.at(-1)?.id ?? null,
      role: 'user',
      content,
      ...(attachments ? { attachments: keptOnes(attachments) } : {}),
      status: 'complete',
      timestamp: outgoing.at,
    };
    messages[conversationId] = [...thread, echo];
  }
  return { ...shown, messages };
}

function keptOnes(
  attachments: NonNullable<Params<'comparison:send'>['attachments']>,
): NonNullable<Message['attachments']> {
  return attachments.filter((attachment) => 'hash' in attachment);
}
