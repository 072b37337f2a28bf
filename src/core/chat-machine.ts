import { AbaiError } from '../protocol/errors.ts';

/** One call of the answer at hand: a person decides, then it runs. `settled` has what the model is told. */
export interface OpenCall {
  readonly callId: string;
  readonly stage: 'pending' | 'approved' | 'settled';
}

/**
 * Where a conversation stands. `round` counts the rounds of tools since the last question. While a decision is awaited at
 * least one call is pending; while tools run none is, and at least one is approved.
 */
export type ChatState =
  | { readonly state: 'idle' | 'failed' | 'cancelled' | 'interrupted' }
  | { readonly state: 'generating'; readonly round: number }
  | {
      readonly state: 'awaiting_tool_approval' | 'running_tools';
      readonly round: number;
      readonly calls: readonly OpenCall[];
    };

export type ChatEvent =
  /** A question, or an answer that broke off is asked for again. */
  | { readonly type: 'asked' }
  | { readonly type: 'answered' }
  /** The answer ended with calls. `limit`: rounds of tools that one question may take. */
  | { readonly type: 'called'; readonly calls: readonly OpenCall[]; readonly limit: number }
  | {
      readonly type: 'decided';
      readonly decisions: readonly { readonly callId: string; readonly approved: boolean }[];
    }
  /** A tool came back, with a result or with a failure. */
  | { readonly type: 'ran'; readonly callId: string }
  | { readonly type: 'failed' }
  | { readonly type: 'cancelled' }
  /** The back end goes away, or has come back after a crash. What ran is not run again without a word. */
  | { readonly type: 'stranded' };

type Working = Extract<ChatState, { calls: readonly OpenCall[] }>;

const refused: Readonly<Record<ChatEvent['type'], string>> = {
  asked: 'This conversation is still being answered: wait for the end or stop it first.',
  answered: 'This conversation is not being answered.',
  called: 'This conversation is not being answered.',
  decided: 'No tool waits for a decision here: it was decided meanwhile, or the answer was stopped.',
  ran: 'No tool is running here.',
  failed: 'Nothing is going on here that could fail.',
  cancelled: 'Nothing is going on here that could be stopped.',
  stranded: '',
};

/** Throws AbaiError `conflict` for what cannot happen in this state. */
export function next(from: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'asked':
      if (isAtRest(from)) return { state: 'generating', round: 0 };
      break;
    case 'answered':
      if (from.state === 'generating') return { state: 'idle' };
      break;
    case 'called':
      if (from.state !== 'generating' || !areCalls(event.calls)) break;
      if (from.round >= event.limit) return { state: 'failed' };
      return worked(from.round, event.calls);
    case 'decided':
      if (from.state === 'awaiting_tool_approval') return decided(from, event.decisions);
      break;
    case 'ran':
      if (from.state === 'running_tools') return ran(from, event.callId);
      break;
    case 'failed':
      if (from.state === 'generating') return { state: 'failed' };
      break;
    case 'cancelled':
      if (!isAtRest(from)) return { state: 'cancelled' };
      break;
    case 'stranded':
      return stranded(from);
  }
  throw conflict(event.type, from);
}

/** A new question may be asked. */
export function isAtRest(state: ChatState): state is Extract<ChatState, { state: 'idle' | 'failed' }> {
  return ['idle', 'failed', 'cancelled', 'interrupted'].includes(state.state);
}

/** Where calls lead: a person is asked, tools run, or everything is known and the model is asked again. */
function worked(round: number, calls: readonly OpenCall[]): ChatState {
  if (calls.some(({ stage }) => stage === 'pending'))
    return { state: 'awaiting_tool_approval', round, calls };
  if (calls.some(({ stage }) => stage === 'approved')) return { state: 'running_tools', round, calls };
  return { state: 'generating', round: round + 1 };
}

function decided(
  from: Working,
  decisions: readonly { readonly callId: string; readonly approved: boolean }[],
): ChatState {
  const byId = new Map(decisions.map(({ callId, approved }) => [callId, approved]));
  const open = new Set(from.calls.filter(({ stage }) => stage === 'pending').map(({ callId }) => callId));
  const once = byId.size === decisions.length && decisions.length > 0;
  if (!once || decisions.some(({ callId }) => !open.has(callId))) throw conflict('decided');
  const calls = from.calls.map((call): OpenCall => {
    const approved = byId.get(call.callId);
    return approved === undefined ? call : { ...call, stage: approved ? 'approved' : 'settled' };
  });
  return worked(from.round, calls);
}

function ran(from: Working, callId: string): ChatState {
  if (!from.calls.some((call) => call.callId === callId && call.stage === 'approved')) throw conflict('ran');
  const calls = from.calls.map(
    (call): OpenCall => (call.callId === callId ? { callId, stage: 'settled' } : call),
  );
  return worked(from.round, calls);
}

function stranded(from: ChatState): ChatState {
  if (from.state === 'generating') return { state: 'interrupted' };
  if (from.state !== 'running_tools') return from;
  const calls = from.calls.map(
    (call): OpenCall => (call.stage === 'approved' ? { ...call, stage: 'pending' } : call),
  );
  return worked(from.round, calls);
}

function areCalls(calls: readonly OpenCall[]): boolean {
  return calls.length > 0 && new Set(calls.map(({ callId }) => callId)).size === calls.length;
}

function conflict(type: ChatEvent['type'], from?: ChatState): AbaiError {
  if (type === 'asked' && from?.state === 'awaiting_tool_approval') {
    return new AbaiError(
      'conflict',
      'A tool waits for your decision: approve or deny it first, or stop the answer.',
    );
  }
  return new AbaiError('conflict', refused[type]);
}
