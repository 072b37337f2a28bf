import { costOf } from '../core/cost.ts';
import type { BatchRequest } from '../core/ports/provider.ts';
import { mostInputTokens, worstCaseOf } from '../core/worst-case.ts';
import type { RunVariant } from '../protocol/runs.ts';
import { capReached } from './cap-words.ts';
import type { NativeWork } from './native-batch.ts';
import type { PartEnd } from './run-part.ts';

/** Tokens of an answer, before any came, where nothing bounds it. */
const usualAnswerTokens = 500;

/** Holds what a batch can cost at most against the run's cap, request by request, before it is submitted. */
export class NativeCap {
  readonly #work: NativeWork;
  readonly #batchId: string;
  /** USD of an answer of this variant so far; undefined before the first. */
  readonly #mean: number | undefined;
  #usd = 0;
  /** USD of the request for which there was no room. */
  #refusedUsd: number | undefined;

  private constructor(work: NativeWork, batchId: string, mean: number | undefined) {
    this.#work = work;
    this.#batchId = batchId;
    this.#mean = mean;
  }

  static async of(work: NativeWork, variant: RunVariant, batchId: string): Promise<NativeCap> {
    const { ledger, ports } = work.part;
    if (ledger.budget.cap === undefined) return new NativeCap(work, batchId, undefined);
    const { cells, usd } = await ports.store.nativeBatches.costs(ledger.run.id, variant.id);
    return new NativeCap(work, batchId, cells > 0 ? usd / cells : undefined);
  }

  /** Whether one more request may go with this batch: then its worst case is held. */
  allows(request: BatchRequest): boolean {
    const { budget } = this.#work.part.ledger;
    if (budget.cap === undefined) return true;
    const usd = this.#worst(request);
    if (!budget.hold(this.#batchId, this.#usd + usd)) {
      this.#refusedUsd = usd;
      return false;
    }
    this.#usd += usd;
    return true;
  }

  /** Counts a request that the provider has already. */
  claim(request: BatchRequest): void {
    this.#usd += this.#worst(request);
    this.#work.part.ledger.budget.claim(this.#batchId, this.#usd);
  }

  /** After a request was refused: waits until others on their way leave room, else says that the cap is reached. */
  async room(signal: AbortSignal): Promise<PartEnd | undefined> {
    if (this.#refusedUsd === undefined) return undefined;
    const { budget } = this.#work.part.ledger;
    const room = await budget.room(this.#batchId, this.#refusedUsd, signal);
    return room === 'spent' ? capReached(budget, this.#refusedUsd) : undefined;
  }

  get refused(): boolean {
    return this.#refusedUsd !== undefined;
  }

  #worst({ request }: BatchRequest): number {
    const at = this.#work.part.ports.clock.now();
    const { usd, isBounded, sentUsd } = worstCaseOf(request, at, true);
    if (isBounded || Number.isFinite(usd)) return usd ?? 0;
    const usage = { inputTokens: mostInputTokens(request), outputTokens: usualAnswerTokens, estimated: true };
    const usual = costOf(request.model, usage, { at, batch: true }).usd ?? 0;
    return Math.max(sentUsd, this.#mean ?? usual);
  }
}
