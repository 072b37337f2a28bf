import { sumCosts } from '../core/cost.ts';
import type { CellPatch, RunProgress, StoredRun } from '../core/ports/run-store.ts';
import type { Cost } from '../protocol/generation.ts';

/** Sums of finished cells that wait for their commit. */
export class ProgressSum implements RunProgress {
  readonly counts = { succeeded: 0, failed: 0, cancelled: 0 };
  inputTokens = 0;
  outputTokens = 0;
  usd = 0;
  basis: Cost['basis'];

  /** `basis` is how certain the run's sum has been so far. */
  constructor(basis: Cost['basis']) {
    this.basis = basis;
  }

  add({ status, usage, cost }: CellPatch): void {
    if (status === 'succeeded' || status === 'failed' || status === 'cancelled') this.counts[status] += 1;
    this.inputTokens += usage?.inputTokens ?? 0;
    this.outputTokens += usage?.outputTokens ?? 0;
    if (!cost) return;
    this.usd += cost.usd ?? 0;
    this.addBasis(cost.basis);
  }

  /** Of what was spent, whatever is kept of it. */
  addBasis(basis: Cost['basis']): void {
    this.basis = sumCosts([known(this.basis), known(basis)]).basis;
  }
}

const known = (basis: Cost['basis']): Cost => ({ usd: basis === 'unknown' ? null : 0, basis });

/** The run as it is with these sums added. */
export function withProgress(run: StoredRun, progress: RunProgress, at: number): StoredRun {
  const knownUsd = run.knownUsd + progress.usd;
  return {
    ...run,
    knownUsd,
    cells: {
      total: run.cells.total,
      succeeded: run.cells.succeeded + progress.counts.succeeded,
      failed: run.cells.failed + progress.counts.failed,
      cancelled: run.cells.cancelled + progress.counts.cancelled,
    },
    usage: {
      inputTokens: run.usage.inputTokens + progress.inputTokens,
      outputTokens: run.usage.outputTokens + progress.outputTokens,
    },
    cost: { usd: progress.basis === 'unknown' ? null : knownUsd, basis: progress.basis },
    updatedAt: at,
  };
}
