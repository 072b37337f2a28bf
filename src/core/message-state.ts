import type { Message, MessageStatus } from '../protocol/conversations.ts';
import { type ChatEvent, type ChatState, next, type OpenCall } from './chat-machine.ts';
import { isInFlight } from './in-flight.ts';

/** The state of a conversation whose shown branch is this, oldest first. */
export function chatStateOf(branch: readonly Message[]): ChatState {
  const last = branch.at(-1);
  if (last?.role !== 'assistant') return { state: 'idle' };
  switch (last.status) {
    case 'complete':
      return { state: 'idle' };
    case 'generating':
      return { state: 'generating', round: roundsBefore(branch) };
    case 'awaiting_tool_approval':
    case 'running_tools':
      return { state: last.status, round: roundsBefore(branch), calls: openCalls(last) };
    default:
      return { state: last.status };
  }
}

/** Rounds of tools between the last question and the last message, which is not counted. */
function roundsBefore(branch: readonly Message[]): number {
  let rounds = 0;
  for (let at = branch.length - 2; at >= 0 && branch[at]!.role === 'assistant'; at--) rounds += 1;
  return rounds;
}

export function openCalls({ toolCalls = [], toolResults = [] }: Message): OpenCall[] {
  const outcomes = new Map(toolResults.map(({ callId, outcome }) => [callId, outcome]));
  return toolCalls.map(({ id }) => {
    const outcome = outcomes.get(id);
    const stage = outcome === undefined ? 'pending' : outcome === 'approved' ? 'approved' : 'settled';
    return { callId: id, stage };
  });
}

/** An answer's own state in a conversation that was in `before` and is now in `after`. */
export function messageStatus(before: ChatState, after: ChatState): MessageStatus {
  if (after.state === 'idle') return 'complete';
  // What its tools gave goes into an answer of its own.
  if (after.state === 'generating' && 'calls' in before) return 'complete';
  if (after.state === 'generating' && before.state === 'generating' && after.round > before.round)
    return 'complete';
  return after.state;
}

const call = (stage: OpenCall['stage']): OpenCall => ({ callId: 'call', stage });

/** A conversation in each state of its last answer. */
const samples: Readonly<Record<MessageStatus, ChatState>> = {
  generating: { state: 'generating', round: 0 },
  awaiting_tool_approval: { state: 'awaiting_tool_approval', round: 0, calls: [call('pending')] },
  running_tools: { state: 'running_tools', round: 0, calls: [call('approved')] },
  complete: { state: 'idle' },
  failed: { state: 'failed' },
  cancelled: { state: 'cancelled' },
  interrupted: { state: 'interrupted' },
};

const steps: readonly ChatEvent[] = [
  { type: 'asked' },
  { type: 'answered' },
  ...(['pending', 'approved', 'settled'] as const).map(
    (stage) => ({ type: 'called', calls: [call(stage)], limit: 1 }) as const,
  ),
  { type: 'decided', decisions: [{ callId: 'call', approved: true }] },
  { type: 'decided', decisions: [{ callId: 'call', approved: false }] },
  { type: 'ran', callId: 'call' },
  { type: 'failed' },
  { type: 'cancelled' },
  { type: 'stranded' },
];

/** How an answer moves on: the chat machine, seen from one message. In its state it may change while it is in flight. */
export function mayBecome(from: MessageStatus, to: MessageStatus): boolean {
  // A whole answer stays as it is: the next question gets an answer of its own.
  if (from === 'complete') return false;
  if (from === to) return isInFlight(from);
  return steps.some((step) => {
    try {
      return messageStatus(samples[from], next(samples[from], step)) === to;
    } catch {
      return false;
    }
  });
}

/** The states from which `to` can be reached: the guard of a stored transition. */
export function statesBefore(to: MessageStatus): MessageStatus[] {
  return (Object.keys(samples) as MessageStatus[]).filter((from) => mayBecome(from, to));
}
