import type { Caller } from '../core/ports/caller.ts';
import type { GenerationRequest } from '../core/ports/provider.ts';
import type { CellEvent, CellPatch } from '../core/ports/run-store.ts';
import { canHeal } from '../core/retry.ts';
import { type AbaiError, toAbaiError } from '../protocol/errors.ts';
import { AnswerText } from './answer-text.ts';
import type { ModelCalls } from './model-calls.ts';
import type { BackendPorts } from './ports.ts';
import { type Bill, CallBill } from './price.ts';

export interface CellCallOptions {
  ports: BackendPorts;
  calls: ModelCalls;
  request: GenerationRequest;
  caller: Caller;
  /** Ends a call that is under way. */
  signal: AbortSignal;
  /** Ends one that was not sent, or waits to be sent again; not after what `signal` ends. */
  mayBegin: AbortSignal;
  runId: string;
  /** Why it waits for a key; undefined when it does no longer. */
  onKeyWait: (reason: string | undefined) => void;
  /** Whether there is room under the cap for a try, after those that cost this. */
  hasRoom: (spent: Bill) => boolean;
  /** Throws when the answer is not what was asked for. */
  requireFit: (answer: string) => Promise<void>;
}

export interface CellOutcome {
  patch: CellPatch & { attempts: number };
  /** Oldest first. */
  events: CellEvent[];
  bill: Bill;
}

/** The run stopped meanwhile, or the call was held back: nothing came of it but what it cost. */
export interface DroppedCall {
  dropped: Bill;
}

/** Asks a model for one cell. Never throws: a cell that fails is an outcome. */
export async function callForCell(options: CellCallOptions): Promise<CellOutcome | DroppedCall> {
  const { ports, request, signal } = options;
  const { clock } = ports;
  const events: CellEvent[] = [];
  let attempts = 0;
  let answer = new AnswerText();
  let startedAt = clock.monotonic();
  let firstAt: number | undefined;
  let failure: AbaiError | undefined;
  let heldBack = false;
  const bill = new CallBill(request, () => clock.now());
  try {
    await options.calls.run({
      request,
      caller: options.caller,
      signal,
      mayBegin: options.mayBegin,
      priority: 'batch',
      group: options.runId,
      // Nobody has seen a cell in mid-stream: it may begin anew.
      shown: () => false,
      onWait({ reason, until }) {
        events.push({ type: 'waited', at: clock.now(), message: reason });
        if (until === null) options.onKeyWait(reason);
      },
      hasRoom() {
        heldBack = !options.hasRoom(bill.total());
        return !heldBack;
      },
      onTry() {
        options.onKeyWait(undefined);
        attempts += 1;
        answer = new AnswerText();
        startedAt = clock.monotonic();
        firstAt = undefined;
        events.push({ type: 'started', at: clock.now() });
      },
      onTryOver: (why) => bill.add(answer, why),
      onPart(part) {
        if ((part.type === 'text' || part.type === 'thinking') && part.text !== '')
          firstAt ??= clock.monotonic();
        answer.take(part);
      },
    });
    answer.requireEnd(request);
    await options.requireFit(answer.text);
  } catch (thrown) {
    failure = toAbaiError(thrown);
    if (signal.aborted || heldBack) return { dropped: bill.total() };
    // It would have been sent, or tried again: it is when the run goes on.
    if (options.mayBegin.aborted && (failure.code === 'cancelled' || canHeal(failure)))
      return { dropped: bill.total() };
    if (failure.code === 'internal') ports.log.error('A cell failed unexpectedly.', { error: thrown });
  }
  options.onKeyWait(undefined);
  const billed = bill.total();
  const { usage, cost } = billed;
  const status = failure ? 'failed' : 'succeeded';
  // When a call that went smoothly began is known from its timing: most cells need no more than one row.
  if (events.length === 1) events.length = 0;
  events.push({ type: status, at: clock.now(), ...(failure ? { message: failure.message } : {}) });
  const patch = {
    status,
    attempts,
    output: answer.text,
    cost,
    // Refused before it was sent: nobody took any time.
    ...(attempts === 0
      ? {}
      : {
          timing: {
            ttftMs: firstAt === undefined ? null : firstAt - startedAt,
            totalMs: clock.monotonic() - startedAt,
          },
        }),
    ...(answer.thinking === '' ? {} : { thinking: answer.thinking }),
    ...(answer.stopReason === undefined ? {} : { stopReason: answer.stopReason }),
    ...(usage ? { usage } : {}),
    ...(answer.warnings.length > 0 ? { warnings: answer.warnings } : {}),
    ...(failure ? { error: failure.toFailure() } : {}),
  } satisfies CellPatch;
  return { patch, events, bill: billed };
}
