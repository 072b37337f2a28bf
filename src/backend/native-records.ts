import type { BatchPatch, StoredBatch } from '../core/ports/native-batches.ts';
import type { Write } from '../core/ports/store.ts';
import type { BackendPorts } from './ports.ts';
import { publicBatch } from './public-batch.ts';
import { numbered, type Publisher, toRecord } from './publisher.ts';

/** Saves what becomes of native batches, and tells it. */
export class NativeRecords {
  readonly #ports: Pick<BackendPorts, 'store' | 'clock'>;
  readonly #publisher: Publisher;

  constructor(ports: Pick<BackendPorts, 'store' | 'clock'>, publisher: Publisher) {
    this.#ports = ports;
    this.#publisher = publisher;
  }

  /** A new batch together with the cells that it takes, in one transaction. */
  async insert(batch: StoredBatch, cells: Write): Promise<void> {
    await this.#save(batch, [this.#ports.store.nativeBatches.insert(batch, this.#ports.clock.now()), cells]);
  }

  /** The batch with the patch. Fails with `conflict` when it is no longer in the state that it is known in. */
  async change(batch: StoredBatch, patch: BatchPatch): Promise<StoredBatch> {
    const next = withPatch(batch, patch);
    const { store, clock } = this.#ports;
    const write = store.nativeBatches.update(batch.id, patch, [batch.status], clock.now());
    await this.#save(next, [write], told(batch) !== told(next));
    return next;
  }

  async #save(batch: StoredBatch, writes: readonly Write[], tell = true): Promise<void> {
    const event = { type: 'batch:updated' as const, data: { batch: publicBatch(batch) } };
    const [record] = await this.#ports.store.commit({
      writes,
      ...(tell ? { events: [toRecord(event)] } : {}),
      at: this.#ports.clock.now(),
    });
    if (record) this.#publisher.publish(numbered(event, record));
  }
}

function withPatch(batch: StoredBatch, patch: BatchPatch): StoredBatch {
  const next = { ...batch, ...patch };
  for (const key of Object.keys(patch) as (keyof BatchPatch)[]) {
    if (patch[key] === undefined) delete next[key];
  }
  return next as StoredBatch;
}

/** What somebody who watches a batch wants to hear of. */
function told({ status, succeeded, failed, error, providerBatchId }: StoredBatch): string {
  return JSON.stringify([status, succeeded, failed, error, providerBatchId]);
}
