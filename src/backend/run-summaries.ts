import { checkNotation } from '../core/check-notation.ts';
import { latencyBounds } from '../core/latency-bounds.ts';
import type { StoredRun } from '../core/ports/run-store.ts';
import type { RunViews } from '../core/ports/run-views.ts';
import { VariantFacts } from '../core/run-facts.ts';
import { latencyHistogram, type SummedVariant, sumVariant } from '../core/run-summary.ts';
import type { Result } from '../protocol/methods.ts';

/** Rows of a variant read at once. */
const rowsAtOnce = 4000;
/** Runs whose facts are kept; 400,000 cells take 12 MB. */
const mostRuns = 2;
/** Milliseconds by which a change may be stored later than its own time says. */
const lateMs = 2000;

type RunSummary = Result<'run:summary'>;

interface KnownRun {
  graderIds: string;
  variants: Map<string, { facts: VariantFacts; summed?: SummedVariant }>;
  /** Changes from this time on may be missing. */
  since: number;
  /** Of the run as it was when nothing more was to come: cells do not change without it. */
  settled: string | undefined;
}

/** Sums over the cells of runs: read once, then kept up to date with the cells that changed. */
export class RunSummaries {
  readonly #views: RunViews;
  readonly #runs = new Map<string, KnownRun>();
  readonly #asked = new Map<string, Promise<RunSummary>>();

  constructor(views: RunViews) {
    this.#views = views;
  }

  /** Those who ask meanwhile get the same answer. */
  of(run: StoredRun): Promise<RunSummary> {
    const asked = this.#asked.get(run.id);
    if (asked) return asked;
    const answer = this.#sum(run).finally(() => this.#asked.delete(run.id));
    this.#asked.set(run.id, answer);
    return answer;
  }

  async #sum(run: StoredRun): Promise<RunSummary> {
    const known = await this.#upToDate(run);
    const names = run.checks.map(checkNotation);
    const summed: SummedVariant[] = [];
    for (const { id } of run.variants) {
      const variant = known.variants.get(id)!;
      if (variant.facts.changed || !variant.summed) {
        variant.facts.changed = false;
        variant.summed = sumVariant(id, variant.facts, names);
        // A column takes milliseconds; whoever else waits comes first.
        await pause();
      }
      summed.push(variant.summed);
    }
    let min = Number.POSITIVE_INFINITY;
    let max = 0;
    for (const { latencies } of summed) {
      // Sorted by their percentiles.
      min = Math.min(min, latencies[0] ?? min);
      max = Math.max(max, latencies.at(-1) ?? max);
    }
    const bounds = min === Number.POSITIVE_INFINITY ? [] : latencyBounds(min, max);
    return {
      variants: summed.map(({ summary, latencies }) => ({
        ...summary,
        latencyHistogram: latencyHistogram(latencies, bounds),
      })),
      latencyBounds: bounds,
    };
  }

  async #upToDate(run: StoredRun): Promise<KnownRun> {
    const graderIds = run.graderIds.join();
    const state = JSON.stringify([run.status, run.updatedAt, run.cells]);
    let known = this.#runs.get(run.id);
    if (known?.graderIds !== graderIds) known = undefined;
    if (!known) known = await this.#load(run, graderIds);
    else if (known.settled !== state) await this.#refresh(run.id, known);
    known.settled = run.status === 'running' ? undefined : state;
    this.#runs.delete(run.id);
    this.#runs.set(run.id, known);
    if (this.#runs.size > mostRuns) this.#runs.delete(this.#runs.keys().next().value!);
    return known;
  }

  async #load(run: StoredRun, graderIds: string): Promise<KnownRun> {
    const since = (await this.#views.lastChange(run.id)) - lateMs;
    const known: KnownRun = { graderIds, variants: new Map(), since, settled: undefined };
    for (const { id } of run.variants) {
      const facts = new VariantFacts(run.rows.taken, run.repeats, run.graderIds);
      known.variants.set(id, { facts });
      for (let from = 0; from < run.rows.taken; from += rowsAtOnce) {
        const span = { from, to: from + rowsAtOnce };
        for (const fact of await this.#views.facts(run.id, id, span)) facts.set(fact);
        if (run.graderIds.length === 0) continue;
        for (const verdict of await this.#views.verdicts(run.id, id, span)) facts.setVerdict(verdict);
      }
    }
    return known;
  }

  async #refresh(runId: string, known: KnownRun): Promise<void> {
    const { since } = known;
    const last = await this.#views.lastChange(runId);
    const facts = await this.#views.factsSince(runId, since);
    for (const fact of facts) known.variants.get(fact.variantId)?.facts.set(fact);
    if (known.graderIds !== '') {
      for (const verdict of await this.#views.verdictsSince(runId, since))
        known.variants.get(verdict.variantId)?.facts.setVerdict(verdict);
    }
    known.since = last - lateMs;
  }
}

const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
