import type { Message, MessageStatus } from '../protocol/conversations.ts';
import type { Failure } from '../protocol/failure.ts';
import type { Cost, Usage } from '../protocol/generation.ts';

export type AnswerStatus = 'succeeded' | 'failed' | 'cancelled';

/** One answer in the output of `abai compare --json`. Part of the command line's contract: only add to it. */
export interface AnswerRecord {
  /** `provider:id`. */
  model: string;
  status: AnswerStatus;
  /** What arrived; of a failed or cancelled answer the part before that. */
  text: string;
  /** All zero and `estimated` when nothing is known of it. */
  usage: Usage;
  cost: Cost;
  /** Milliseconds; `ttftMs` is null when no token came. */
  timing: { ttftMs: number | null; totalMs: number };
  error?: Pick<Failure, 'code' | 'message' | 'retryable'>;
}

const statuses: Readonly<Record<MessageStatus, AnswerStatus>> = {
  complete: 'succeeded',
  failed: 'failed',
  interrupted: 'failed',
  cancelled: 'cancelled',
  // Only when this process stopped listening before the end.
  generating: 'cancelled',
  awaiting_tool_approval: 'cancelled',
  running_tools: 'cancelled',
};

export function answerRecord(model: string, message: Message): AnswerRecord {
  const status = statuses[message.status];
  const record: AnswerRecord = {
    model,
    status,
    text: message.content,
    usage: message.usage ?? {
      inputTokens: message.tokensIn ?? 0,
      outputTokens: message.tokensOut ?? 0,
      estimated: true,
    },
    cost: costOf(message),
    timing: {
      ttftMs: message.timing?.ttftMs === undefined ? null : rounded(message.timing.ttftMs),
      totalMs: rounded(message.timing?.totalMs ?? 0) ?? 0,
    },
  };
  if (status === 'failed') record.error = failureOf(message);
  return record;
}

export function costOf(message: Message): Cost {
  return message.cost === undefined || message.cost === null
    ? { usd: null, basis: 'unknown' }
    : { usd: message.cost, basis: message.costBasis ?? 'exact' };
}

function failureOf(message: Message): Pick<Failure, 'code' | 'message' | 'retryable'> {
  if (message.error) {
    const { code, message: sentence, retryable } = message.error;
    return { code, message: sentence, retryable };
  }
  return {
    code: 'unavailable',
    message: 'The answer was interrupted: the process that ran it closed. What arrived is kept; ask again.',
    retryable: true,
  };
}

const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 10) / 10);
