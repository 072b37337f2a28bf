import { setMaxListeners } from 'node:events';
import type { StoredBatch } from '../core/ports/native-batches.ts';
import { toAbaiError } from '../protocol/errors.ts';
import type { RunVariant } from '../protocol/runs.ts';
import type { BatchCalls, BatchLine } from './batch-calls.ts';
import { HeldBatch, type NativeWork } from './native-batch.ts';
import { NativeCap } from './native-cap.ts';
import { NativeTask } from './native-task.ts';
import type { PartEnd } from './run-part.ts';

/** The batches of one variant: cuts what is pending into batches and follows each to its end. */
export class NativeColumn {
  readonly #variant: RunVariant;
  readonly #calls: BatchCalls;
  readonly #work: NativeWork;
  /** Resting columns follow nothing any more; the part's own signal is only for a stop from outside. */
  #resting = new AbortController();
  #following = new Map<string, Promise<void>>();
  #failure: { thrown: unknown } | undefined;
  #wake = () => {};
  /** Batches are cheaper than live calls: they have the first of what a cap allows. */
  readonly #cut: () => void;

  constructor(variant: RunVariant, calls: BatchCalls, work: NativeWork) {
    this.#variant = variant;
    this.#calls = calls;
    this.#work = work;
    this.#cut = work.part.ledger.budget.pledge();
  }

  /** There are cells to ask again. */
  wake(): void {
    this.#wake();
  }

  /** Stops following; resolves `run`. */
  rest(): void {
    this.#resting.abort();
    this.#wake();
  }

  /** Until nothing is pending and no batch is open, or until it was stopped. Throws what its batches throw. */
  async run(): Promise<PartEnd | undefined> {
    this.#resting = new AbortController();
    this.#failure = undefined;
    const signal = AbortSignal.any([this.#work.signal, this.#resting.signal]);
    // Every batch that is waited for listens to it: hundreds are no leak.
    setMaxListeners(0, signal);
    const work = { ...this.#work, signal };
    const stopped = () => this.#failure !== undefined || signal.aborted;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    try {
      while (!stopped()) {
        let awake = false;
        const woken = new Promise<void>((resolve) => {
          this.#wake = () => {
            awake = true;
            resolve();
          };
        });
        await this.#recover(work);
        const end = await this.#submitPending(work, stopped);
        if (stopped()) break;
        if (this.#following.size === 0 && !awake) return end;
        // Each end of a batch wakes it, and may have made cells pending or room under the cap.
        await woken;
      }
    } finally {
      this.#cut();
      this.#resting.abort();
      await Promise.all([...this.#following.values()]);
    }
    return this.#rethrow();
  }

  #rethrow(): undefined {
    if (this.#failure) throw this.#failure.thrown;
    return undefined;
  }

  /** Follows the batches that an earlier owner, or an earlier stretch of work, left. */
  async #recover(work: NativeWork): Promise<void> {
    const { ledger, ports } = work.part;
    for (const batch of await ports.store.nativeBatches.open(ledger.run.id, this.#variant.id)) {
      if (this.#following.has(batch.id)) continue;
      const line = await this.#open(work, batch.endpoint);
      if (ledger.budget.cap !== undefined) {
        const cap = await NativeCap.of(work, this.#variant, batch.id);
        for await (const request of work.chunks.sent(this.#variant, line, batch.id)) cap.claim(request);
      }
      this.#follow(batch, new NativeTask(new HeldBatch(batch, this.#variant, line, work)));
    }
  }

  #open({ part }: NativeWork, endpoint?: string): Promise<BatchLine> {
    return this.#calls.open(part.models.get(this.#variant.id)!, part.caller, endpoint);
  }

  #follow(batch: StoredBatch, task: NativeTask): void {
    const done = task
      .run()
      .catch((thrown: unknown) => {
        this.#failure ??= { thrown };
        this.#resting.abort();
      })
      .finally(() => {
        this.#following.delete(batch.id);
        this.#work.part.ledger.budget.release(batch.id);
        this.#wake();
      });
    this.#following.set(batch.id, done);
  }

  /** Answers why cells are left that may not be asked. */
  async #submitPending(work: NativeWork, stopped: () => boolean): Promise<PartEnd | undefined> {
    const { part, chunks, records } = work;
    const { ledger, ports } = part;
    while (!stopped()) {
      const line = await this.#open(work);
      const batchId = ports.ids.next();
      const cap = await NativeCap.of(work, this.#variant, batchId);
      const chunk = await chunks.next(this.#variant, line, (request) => cap.allows(request));
      this.#cut();
      if (chunk.requests.length === 0) {
        const reached = await cap.room(work.signal);
        ledger.budget.release(batchId);
        if (reached || !cap.refused) return reached;
        continue;
      }
      const now = ports.clock.now();
      const batch: StoredBatch = {
        id: batchId,
        runId: ledger.run.id,
        variantId: this.#variant.id,
        status: 'prepared',
        total: chunk.requests.length,
        succeeded: 0,
        failed: 0,
        createdAt: now,
        endpoint: line.endpoint,
        submittingAt: undefined,
        polls: 0,
        cancelAsked: false,
      };
      const range = { firstN: chunk.firstN, lastN: chunk.lastN, count: chunk.requests.length };
      try {
        await records.insert(batch, ports.store.nativeBatches.takeCells(batch, range, now));
      } catch (thrown) {
        ledger.budget.release(batchId);
        // Cells between the first and the last came or went meanwhile: it is cut anew.
        if (toAbaiError(thrown).code === 'conflict') continue;
        throw thrown;
      }
      const task = new NativeTask(new HeldBatch(batch, this.#variant, line, work), chunk.requests);
      // The next one is cut when this one has left: one at a time is held in memory.
      await task.submit();
      this.#follow(batch, task);
    }
    return undefined;
  }
}
