import type { Caller } from '../core/ports/caller.ts';
import type { GenerationRequest } from '../core/ports/provider.ts';
import type { CellPatch } from '../core/ports/run-store.ts';
import type { Waiting } from '../protocol/conversations.ts';
import { type AbaiError, toAbaiError } from '../protocol/errors.ts';
import { AnswerText } from './answer-text.ts';
import type { ModelCalls } from './model-calls.ts';
import type { BackendPorts } from './ports.ts';
import { priceOf } from './price.ts';

export interface CellCallOptions {
  ports: BackendPorts;
  calls: ModelCalls;
  request: GenerationRequest;
  caller: Caller;
  signal: AbortSignal;
  runId: string;
  onWait: (waiting: Waiting) => void;
}

/** Asks a model for one cell. Never throws: a cell that fails is an outcome. Undefined when the run stopped meanwhile. */
export async function callForCell(options: CellCallOptions): Promise<CellPatch | undefined> {
  const { ports, request, signal } = options;
  const { clock } = ports;
  let answer = new AnswerText();
  let startedAt = clock.monotonic();
  let firstAt: number | undefined;
  let failure: AbaiError | undefined;
  try {
    await options.calls.run({
      request,
      caller: options.caller,
      signal,
      priority: 'batch',
      group: options.runId,
      // Nobody has seen a cell in mid-stream: it may begin anew.
      shown: () => false,
      onWait: options.onWait,
      onTry() {
        answer = new AnswerText();
        startedAt = clock.monotonic();
        firstAt = undefined;
      },
      onPart(part) {
        if ((part.type === 'text' || part.type === 'thinking') && part.text !== '')
          firstAt ??= clock.monotonic();
        answer.take(part);
      },
    });
    answer.requireEnd(request);
  } catch (thrown) {
    failure = toAbaiError(thrown);
    if (signal.aborted) return undefined;
    if (failure.code === 'internal') ports.log.error('A cell failed unexpectedly.', { error: thrown });
  }
  const { usage, cost } = priceOf(request, answer, clock.now());
  return {
    status: failure ? 'failed' : 'succeeded',
    output: answer.text,
    cost,
    timing: {
      ttftMs: firstAt === undefined ? null : firstAt - startedAt,
      totalMs: clock.monotonic() - startedAt,
    },
    ...(answer.thinking === '' ? {} : { thinking: answer.thinking }),
    ...(usage ? { usage } : {}),
    ...(answer.warnings.length > 0 ? { warnings: answer.warnings } : {}),
    ...(failure ? { error: failure.toFailure() } : {}),
  };
}
