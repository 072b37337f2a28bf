import type { BatchPace } from '../core/batch-pace.ts';
import { nextLookMs } from '../core/batch-pace.ts';
import type { BatchPatch, BatchState, StoredBatch } from '../core/ports/native-batches.ts';
import type { CellPatch } from '../core/ports/run-store.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { RunVariant } from '../protocol/runs.ts';
import type { BatchLine } from './batch-calls.ts';
import type { NativeChunks } from './native-chunk.ts';
import type { NativeRecords } from './native-records.ts';
import { cancelledCell, failedCell, type NativeResults } from './native-results.ts';
import type { PartOptions } from './run-part.ts';

/** The run has to pause, and a person to do something: the message says what. */
export class NeedsPerson extends Error {
  readonly because: 'key' | 'batch' | 'refused';

  constructor(because: NeedsPerson['because'], message: string) {
    super(message);
    this.because = because;
  }
}

/** What the batches of one run share. */
export interface NativeWork {
  part: PartOptions;
  records: NativeRecords;
  results: NativeResults;
  chunks: NativeChunks;
  pace: BatchPace;
  /** Of looking and waiting. */
  signal: AbortSignal;
  /** Of a submit that is on its way: one that is broken off has to be looked for afterwards. */
  submitSignal: AbortSignal;
  /** One submit at a time holds its requests in memory. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** One batch as it stands, and how it moves on: each step is saved before the next begins. */
export class HeldBatch {
  readonly work: NativeWork;
  readonly variant: RunVariant;
  readonly line: BatchLine;
  #stored: StoredBatch;

  constructor(stored: StoredBatch, variant: RunVariant, line: BatchLine, work: NativeWork) {
    this.#stored = stored;
    this.variant = variant;
    this.line = line;
    this.work = work;
  }

  get stored(): StoredBatch {
    return this.#stored;
  }

  async change(patch: BatchPatch): Promise<void> {
    this.#stored = await this.work.records.change(this.#stored, patch);
  }

  /** Milliseconds since epoch of the look after so many in vain. */
  lookAt(looks: number): number {
    return this.work.part.ports.clock.now() + nextLookMs(this.work.pace, looks);
  }

  /** Nobody can tell what became of its submit: a person has to. */
  async unclear(what: string): Promise<void> {
    const error = `It is not certain whether a batch of ${this.stored.total} requests was submitted: ${what}`;
    await this.change({ status: 'ambiguous', error, nextPollAt: undefined });
  }

  /** Its end: the cells that got nothing end too, and only when the last of them has is the batch over. */
  async finish(
    status: BatchState,
    failure?: AbaiError,
    counts: Pick<BatchPatch, 'succeeded' | 'failed'> = {},
  ): Promise<void> {
    await this.work.results.settle(this.stored, this.#without(status, failure));
    await this.change({ status, ...counts, error: failure?.message, nextPollAt: undefined });
  }

  /** What becomes of a cell that the batch gave nothing for. */
  #without(status: BatchState, failure: AbaiError | undefined): CellPatch {
    if (status === 'cancelled' || this.stored.cancelAsked) return cancelledCell;
    if (failure) return failedCell(failure);
    return failedCell(
      status === 'expired'
        ? new AbaiError('unavailable', 'The batch expired before this request had its turn. Retry it.')
        : new AbaiError('provider', 'The batch ended without a result for this request. Retry it.'),
    );
  }
}
