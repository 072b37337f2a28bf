import type { StoredBatch } from '../core/ports/native-batches.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { BatchCalls } from './batch-calls.ts';
import type { Catalogue } from './catalogue.ts';
import type { Context, Handlers, Resumes } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { publicBatch } from './public-batch.ts';
import { publicRun } from './public-run.ts';
import { commitRun, runOf } from './run-status.ts';
import type { Runs } from './runs.ts';

/** Looks at a run's batches, and a person's word on one whose submit is unclear. */
export function nativeHandlers(
  ports: BackendPorts,
  catalogue: Catalogue,
  calls: BatchCalls,
  runs: Runs,
): Handlers<'batch:list' | 'batch:resolve'> {
  const { store, clock } = ports;

  async function ambiguous(batchId: string): Promise<StoredBatch> {
    const batch = await store.nativeBatches.get(batchId);
    if (!batch) throw new AbaiError('not-found', 'There is no batch with this id.');
    if (batch.status !== 'ambiguous')
      throw new AbaiError('conflict', `This batch is ${batch.status}: there is nothing to settle.`);
    return batch;
  }

  /** Throws `not-found` when the provider has no such batch, `invalid` when it cannot be this one. */
  async function requireFit(batch: StoredBatch, providerBatchId: string, context: Context): Promise<void> {
    const run = await runOf(ports, batch.runId);
    const variant = run.variants.find(({ id }) => id === batch.variantId)!;
    const model = catalogue.resolve(variant.model, context.caller);
    const line = await calls.open(model, context.caller, batch.endpoint);
    const { total } = await line.api.status(providerBatchId, { signal: context.signal });
    if (total > 0 && total !== batch.total) {
      throw new AbaiError(
        'invalid',
        `The batch ${providerBatchId} has ${total} requests; the one that is sought has ${batch.total}.`,
      );
    }
    const known = await store.nativeBatches.knownProviderIds([providerBatchId]);
    if (known.size > 0 && batch.providerBatchId !== providerBatchId)
      throw new AbaiError('conflict', `The batch ${providerBatchId} belongs to other cells.`);
  }

  return {
    async 'batch:list'({ runId }) {
      await runOf(ports, runId);
      return (await store.nativeBatches.list(runId)).map(publicBatch);
    },

    async 'batch:resolve'({ batchId, as, consent = 'none' }, context) {
      const { runId } = await ambiguous(batchId);
      return runs.takenUp(runId, context.caller, async () => {
        const batch = await ambiguous(batchId);
        if (as !== 'lost') await requireFit(batch, as.providerBatchId, context);
        const patch =
          as === 'lost'
            ? { status: 'prepared' as const, providerBatchId: undefined }
            : { status: 'submitted' as const, providerBatchId: as.providerBatchId, polls: 0 };
        const next = await runs.change(
          runId,
          async () => {
            const run = await runOf(ports, runId);
            const at = clock.now();
            const settled = { ...patch, error: undefined, nextPollAt: at };
            // It was paused to ask this, and goes on unless the same is to be asked of another.
            const others = (await store.nativeBatches.list(runId)).some(
              ({ id, status }) => id !== batchId && status === 'ambiguous',
            );
            const goesOn = run.status === 'paused' && !others;
            return commitRun(
              ports,
              run,
              [
                store.nativeBatches.update(batchId, settled, ['ambiguous'], at),
                ...(goesOn
                  ? [
                      store.runs.setStatus(runId, { status: 'running', at }, ['paused']),
                      store.runs.setStarter(runId, { consent, startedBy: context.caller.clientId }),
                    ]
                  : []),
              ],
              context,
            );
          },
          { reopen: true },
        );
        if (next.status === 'running') await runs.begin(next, context.caller);
        else if (next.status === 'cancelled') await runs.followCancelled(runId, context.caller);
        return publicRun(next);
      });
    },
  };
}

export function nativeResumes(ports: BackendPorts): Resumes {
  return {
    'batch:resolve': async ({ runId }: { runId: string }) => publicRun(await runOf(ports, runId)),
  };
}
