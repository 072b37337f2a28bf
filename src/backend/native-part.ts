import { setMaxListeners } from 'node:events';
import type { BatchPace } from '../core/batch-pace.ts';
import { toAbaiError } from '../protocol/errors.ts';
import type { BatchCalls } from './batch-calls.ts';
import { type NativeWork, NeedsPerson } from './native-batch.ts';
import { NativeChunks } from './native-chunk.ts';
import { NativeColumn } from './native-column.ts';
import { NativeRecords } from './native-records.ts';
import { NativeResults } from './native-results.ts';
import type { Publisher } from './publisher.ts';
import type { PartEnd, PartOptions, RunPart } from './run-part.ts';

/** Milliseconds that a submit on its way may take after a stop, so that its answer is still heard. */
const stopGraceMs = 5_000;

/** The variants of a run that go through a provider's batch API: hours instead of seconds, across owners and restarts. */
export class NativePart implements RunPart {
  readonly #options: PartOptions;
  readonly #abort = new AbortController();
  readonly #submitAbort = new AbortController();
  readonly #columns: readonly NativeColumn[];
  #turn: Promise<unknown> = Promise.resolve();
  #end: PartEnd = {};
  #working = false;
  /** Opened again while it worked: a column may have looked for the last time just before. */
  #again = false;
  #done!: Promise<PartEnd>;
  #settle!: (end: PartEnd) => void;

  constructor(options: PartOptions, calls: BatchCalls, publisher: Publisher, pace: BatchPace) {
    this.#options = options;
    // Every batch that is waited for listens to it: hundreds are no leak.
    setMaxListeners(0, this.#abort.signal);
    const work: NativeWork = {
      part: options,
      records: new NativeRecords(options.ports, publisher),
      results: new NativeResults(options),
      chunks: new NativeChunks(options),
      pace,
      signal: this.#abort.signal,
      submitSignal: this.#submitAbort.signal,
      inTurn: (step) => this.#inTurn(step),
    };
    this.#columns = options.variants.map((variant) => new NativeColumn(variant, calls, work));
    this.#begin();
  }

  get done(): Promise<PartEnd> {
    return this.#done;
  }

  start(): void {
    if (this.#working) return;
    this.#working = true;
    void Promise.all(this.#columns.map((column) => this.#carryOut(column))).then(() => {
      this.#working = false;
      const again = this.#again && !this.#abort.signal.aborted && this.#end.reason === undefined;
      this.#again = false;
      if (again) this.start();
      else this.#settle(this.#end);
    });
  }

  rest(): void {
    for (const column of this.#columns) column.rest();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    if (!this.#working) this.#settle(this.#end);
    const cancelTimer = this.#options.ports.clock.after(stopGraceMs, () => this.#submitAbort.abort());
    await this.#done;
    cancelTimer();
  }

  reopen(): void {
    if (this.#working) {
      this.#again = true;
      for (const column of this.#columns) column.wake();
      return;
    }
    this.#begin();
    this.start();
  }

  #begin(): void {
    this.#end = {};
    this.#done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  async #carryOut(column: NativeColumn): Promise<void> {
    try {
      const end = await column.run();
      if (end) this.#stopWith(end);
    } catch (thrown) {
      const { ports, ledger } = this.#options;
      if (thrown instanceof NeedsPerson)
        return this.#stopWith({ reason: thrown.message, because: thrown.because });
      ports.log.error('The batches of a run cannot go on.', { error: thrown, runId: ledger.run.id });
      this.#stopWith({ reason: toAbaiError(thrown).message });
    }
  }

  /** The first reason counts; the other columns rest too, their batches are looked at again when the run goes on. */
  #stopWith(end: PartEnd): void {
    if (this.#end.reason === undefined) this.#end = end;
    this.rest();
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(step);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}
