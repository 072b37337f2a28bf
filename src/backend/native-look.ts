import type { BatchState } from '../core/ports/native-batches.ts';
import type { BatchStatus } from '../core/ports/provider.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import type { HeldBatch } from './native-batch.ts';

/** Milliseconds after its own end in which a provider may still gather what a batch gave. */
const graceMs = 2 * 60 * 60 * 1000;

/** One look at a batch that the provider has: where it stands, or all that it gave. Throws what the provider's calls throw. */
export async function lookAt(held: HeldBatch): Promise<void> {
  const { line, stored, work } = held;
  const id = stored.providerBatchId ?? '';
  if (stored.cancelAsked && stored.status !== 'cancelling') return cancel(held, id);
  const status = await line.api.status(id, { signal: work.signal });
  const expiredAt = (status.expiresAt ?? Number.POSITIVE_INFINITY) + graceMs;
  if (isOver(status.state)) return harvest(held, status, status.state);
  if (expiredAt < work.part.ports.clock.now()) return harvest(held, status, 'expired');
  await held.change({
    status: stored.status === 'cancelling' ? 'cancelling' : status.state,
    succeeded: status.succeeded,
    failed: status.failed,
    ...(status.expiresAt === undefined ? {} : { expiresAt: status.expiresAt }),
    polls: stored.polls + 1,
    nextPollAt: held.lookAt(stored.polls + 1),
    error: undefined,
  });
}

function isOver(state: BatchStatus['state']): boolean {
  return state === 'ended' || state === 'failed' || state === 'expired' || state === 'cancelled';
}

async function cancel(held: HeldBatch, id: string): Promise<void> {
  const { line, work } = held;
  try {
    await line.api.cancel(id, { signal: work.signal });
  } catch (thrown) {
    // It may be over by now: the next look tells.
    const { code } = toAbaiError(thrown);
    if (code !== 'invalid' && code !== 'conflict') throw thrown;
  }
  const nextPollAt = work.part.ports.clock.now();
  await held.change({ status: 'cancelling', polls: 0, nextPollAt, error: undefined });
}

/** Brings in what it gave. Until its last cell has ended it is not over, and is looked at again. */
async function harvest(held: HeldBatch, status: BatchStatus, state: BatchState): Promise<void> {
  const { line, stored, work } = held;
  const counts = { succeeded: status.succeeded, failed: status.failed };
  if (state === 'failed' && status.full) {
    const looks = stored.polls + 1;
    return held.change({
      status: 'prepared',
      providerBatchId: undefined,
      error: status.message,
      polls: looks,
      nextPollAt: held.lookAt(looks),
    });
  }
  if (state === 'failed') {
    const words = status.message ?? `${line.provider} could not carry out the batch.`;
    return held.finish(state, new AbaiError('provider', words), counts);
  }
  const { read, ours } = await work.results.take(stored, line.api.results(status.id, work));
  if (work.signal.aborted) return;
  if (
    read > 0 &&
    ours === 0 &&
    (await work.part.ports.store.nativeBatches.cells(stored.id, 0, 1)).length > 0
  ) {
    return held.unclear(`the batch ${status.id}, which looked like it, holds somebody else's requests.`);
  }
  await held.finish(state, undefined, counts);
}
