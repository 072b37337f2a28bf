import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { MessageDelta, StoredEvent } from '../../src/protocol/events.ts';

/** A comparison that has just started: thread `c1` answers in message `a1`, and so on. */
export function startedComparison(models: readonly { model: string; name: string }[]): ComparisonDetail {
  const messages: Record<string, Message[]> = {};
  models.forEach((_, at) => {
    const conversationId = `c${at + 1}`;
    messages[conversationId] = [
      {
        id: `u${at + 1}`,
        conversationId,
        parentId: null,
        role: 'user',
        content: 'hello',
        status: 'complete',
        timestamp: 1,
      },
      answer(at + 1, { status: 'generating' }),
    ];
  });
  return {
    comparison: {
      id: 'cmp-1',
      projectId: 'p-1',
      name: 'hello',
      prompt: 'hello',
      threads: models.map(({ model, name }, at) => ({
        conversationId: `c${at + 1}`,
        model,
        modelName: name,
      })),
      createdAt: 1,
      lastUsed: 1,
    },
    messages,
    seq: 1,
  };
}

/** The answer of thread `number`, counted from 1; complete and with figures unless told otherwise. */
export function answer(number: number, patch: Partial<Message> = {}): Message {
  const generating = patch.status === 'generating';
  return {
    id: `a${number}`,
    conversationId: `c${number}`,
    parentId: `u${number}`,
    role: 'assistant',
    content: '',
    status: 'complete',
    timestamp: 1,
    ...(generating
      ? {}
      : {
          usage: { inputTokens: 10, outputTokens: 20 },
          tokensIn: 10,
          tokensOut: 20,
          cost: 0.001,
          costBasis: 'exact' as const,
          timing: { ttftMs: 100, totalMs: 1100 },
        }),
    ...patch,
  };
}

export function delta(
  number: number,
  offset: number,
  text: string,
  kind: MessageDelta['kind'] = 'text',
): MessageDelta {
  return {
    messageId: `a${number}`,
    conversationId: `c${number}`,
    comparisonId: 'cmp-1',
    kind,
    offset,
    text,
  };
}

export function updated(message: Message): StoredEvent {
  return { seq: 2, at: 1, type: 'message:updated', data: { message, comparisonId: 'cmp-1' } };
}
