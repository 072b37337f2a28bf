import { costOf } from '../core/cost.ts';
import { estimateTokens } from '../core/estimate.ts';
import type { BatchRequest } from '../core/ports/provider.ts';
import type { RunVariant } from '../protocol/runs.ts';
import type { NativeWork } from './native-batch.ts';
import type { PartEnd } from './run-part.ts';

/** Tokens of an answer, before any came, where the request does not bound it. */
const usualAnswerTokens = 500;
/** Tokens that a vendor adds around a short prompt. */
const frameTokens = 8;

/** Holds a cost cap against what batches will cost, which nobody knows before they end. */
export class NativeCap {
  readonly #work: NativeWork;
  /** USD of an answer of this variant so far; undefined before the first. */
  readonly #mean: number | undefined;
  /** Set once something was not allowed. */
  reached: PartEnd | undefined;

  private constructor(work: NativeWork, mean: number | undefined) {
    this.#work = work;
    this.#mean = mean;
  }

  static async of(work: NativeWork, variant: RunVariant): Promise<NativeCap> {
    const { ledger, ports } = work.part;
    if (ledger.run.maxCostUsd === undefined) return new NativeCap(work, undefined);
    const { cells, usd } = await ports.store.nativeBatches.costs(ledger.run.id, variant.id);
    return new NativeCap(work, cells > 0 ? usd / cells : undefined);
  }

  /** Whether a request may go after so many others of the same batch. */
  allows(request: BatchRequest, taken: number): boolean {
    const { ledger } = this.#work.part;
    const cap = ledger.run.maxCostUsd;
    if (cap === undefined) return true;
    if (ledger.spentUsd + ledger.heldUsd + this.each(request) * (taken + 1) <= cap) return true;
    this.reached = {
      reason: `The cost cap of $${cap} would be passed: $${ledger.spentUsd.toFixed(4)} spent. Raise it to go on.`,
      because: 'cost-cap',
      stopsAll: ledger.heldUsd === 0,
    };
    return false;
  }

  /** USD that a request is expected to cost. */
  each({ request: { model, system, turns, parameters } }: BatchRequest): number {
    if (this.#mean !== undefined) return this.#mean;
    const text = [system ?? '', ...turns.map(({ content }) => content)].join('\n');
    const usage = {
      inputTokens: estimateTokens(text).high + frameTokens,
      outputTokens: parameters?.maxTokens ?? usualAnswerTokens,
      estimated: true,
    };
    return costOf(model, usage, { at: this.#work.part.ports.clock.now(), batch: true }).usd ?? 0;
  }
}
