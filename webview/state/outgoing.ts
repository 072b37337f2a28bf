import { nameFrom } from '../../src/core/name.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { Params } from '../../src/protocol/methods.ts';
import type { LiveComparison } from './live-comparison.ts';

type Identified<T> = T & { requestId: string };
type Start = Params<'comparison:start'>;

type NamedModel = Exclude<Start['models'][number], string> & { conversationId: string; questionId: string };

/** The page that asks names the comparison, each thread and each question. */
export type NamedStart = Identified<Omit<Start, 'comparisonId' | 'models'>> & {
  comparisonId: string;
  models: NamedModel[];
};

/** What was sent and is not answered yet. Sent again as it is, it goes out once all the same: it has its ids. */
export type Outgoing = {
  /** Milliseconds since 1970-01-01 UTC. */
  at: number;
} & (
  | { method: 'comparison:start'; params: NamedStart }
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
  const { requestId, comparisonId, questionIds } = params as Partial<Record<string, unknown>>;
  if (typeof requestId !== 'string' || typeof comparisonId !== 'string') return undefined;
  const known =
    method === 'comparison:start' || (method === 'comparison:send' && typeof questionIds === 'object');
  return known ? (value as Outgoing) : undefined;
}

/** The same words to the same threads or models, whatever their ids. */
export function isSameWish(a: Outgoing, b: Outgoing): boolean {
  return a.method === b.method && wishOf(a) === wishOf(b);
}

function wishOf({ method, params }: Outgoing): string {
  const ids = method === 'comparison:start' ? ['comparisonId', 'conversationId', 'questionId'] : [];
  return JSON.stringify(params, (name, value) => {
    if (name === 'requestId' || ids.includes(name)) return undefined;
    return name === 'questionIds' ? Object.keys(value) : value;
  });
}

/** Whether a question that is on its way has arrived in what is shown. */
export function hasArrived(live: LiveComparison | undefined, outgoing: Outgoing): boolean {
  if (outgoing.method === 'comparison:start') return live?.comparison.id === outgoing.params.comparisonId;
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
  const { content, questionIds } = outgoing.params;
  const messages: Record<string, readonly Message[]> = { ...shown.messages };
  for (const [conversationId, id] of Object.entries(questionIds)) {
    const thread = messages[conversationId];
    if (!thread || thread.some((message) => message.id === id)) continue;
    const parentId = thread.at(-1)?.id ?? null;
    messages[conversationId] = [...thread, echo(outgoing, { id, conversationId, parentId, content })];
  }
  return { ...shown, messages };
}

/** A new comparison as it will be once it has arrived, with all its ids. */
export function begunBy(
  { at, params }: Outgoing & { method: 'comparison:start' },
  nameOf: (model: string) => string,
): LiveComparison {
  const { comparisonId: id, prompt, models, requestId: _, attachments: __, ...rest } = params;
  const asked = models.map(({ model, conversationId, questionId, ...more }) => ({
    thread: { conversationId, model, modelName: nameOf(model), ...more },
    question: echo({ at, params }, { id: questionId, conversationId, parentId: null, content: prompt }),
  }));
  return {
    comparison: {
      ...rest,
      id,
      // Only what is asked for once it has arrived depends on it.
      projectId: rest.projectId ?? '',
      name: nameFrom(prompt),
      prompt,
      threads: asked.map(({ thread }) => thread),
      createdAt: at,
      lastUsed: at,
    },
    messages: Object.fromEntries(
      asked.map(({ thread, question }) => [thread.conversationId, [question]] as const),
    ),
    seq: 0,
    held: {},
  };
}

function echo(
  { at, params: { attachments } }: Pick<Outgoing, 'at' | 'params'>,
  of: Pick<Message, 'id' | 'conversationId' | 'parentId' | 'content'>,
): Message {
  const kept = attachments?.filter((attachment) => 'hash' in attachment);
  return {
    ...of,
    role: 'user',
    ...(kept ? { attachments: kept } : {}),
    status: 'complete',
    timestamp: at,
  };
}
