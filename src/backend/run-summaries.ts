import { checkNotation } from '../core/checks/kinds.ts';
import { latencyBounds } from '../core/latency-bounds.ts';
import type { StoredRun } from '../core/ports/run-store.ts';
import type { CellFact, FactsOf, RunViews } from '../core/ports/run-views.ts';
import { rowSpans } from '../core/row-spans.ts';
import { VariantFacts } from '../core/run-facts.ts';
import { latencyHistogram, type SummedVariant, sumVariant } from '../core/run-summary.ts';
import type { Result } from '../protocol/methods.ts';

/** Cells read at once: some 20 ms of the store's time, and 10 of this thread's. */
const cellsAtOnce = 4000;
/** Runs whose facts are kept; 400,000 cells take 12 MB. */
const mostRuns = 2;
/** Milliseconds by which a change may be stored later than its own time says. */
const lateMs = 2000;

type RunSummary = Result<'run:summary'>;

interface KnownRun {
  graderIds: string;
  /** In the order of the run's. */
  variants: { id: string; facts: VariantFacts; summed?: SummedVariant }[];
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

  /** One at a time. Who asks meanwhile of a run that runs gets the same answer; of one that ended, one that has its end. */
  of(run: StoredRun): Promise<RunSummary> {
    const before = this.#asked.get(run.id);
    if (before && run.status === 'running') return before;
    const answer = Promise.resolve(before)
      .catch(() => {})
      .then(() => this.#sum(run))
      .finally(() => {
        if (this.#asked.get(run.id) === answer) this.#asked.delete(run.id);
      });
    this.#asked.set(run.id, answer);
    return answer;
  }

  async #sum(run: StoredRun): Promise<RunSummary> {
    const known = await this.#upToDate(run);
    const names = run.checks.map(checkNotation);
    const summed: SummedVariant[] = [];
    for (const variant of known.variants) {
      if (variant.facts.changed || !variant.summed) {
        variant.facts.changed = false;
        variant.summed = sumVariant(variant.id, variant.facts, names);
        // A column takes milliseconds; whoever else waits comes first.
        await pause();
      }
      summed.push(variant.summed);
    }
    const shortest = Math.min(...summed.map((variant) => variant.shortest));
    const longest = Math.max(...summed.map((variant) => variant.longest));
    const bounds = Number.isFinite(shortest) ? latencyBounds(shortest, longest) : [];
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
    else if (known.settled !== state) await this.#refresh(run, known);
    known.settled = run.status === 'running' ? undefined : state;
    this.#runs.delete(run.id);
    this.#runs.set(run.id, known);
    if (this.#runs.size > mostRuns) this.#runs.delete(this.#runs.keys().next().value!);
    return known;
  }

  async #load(run: StoredRun, graderIds: string): Promise<KnownRun> {
    const since = (await this.#views.lastChange(run.id)) - lateMs;
    const variants = run.variants.map(({ id }) => ({
      id,
      facts: new VariantFacts(run.rows.taken, run.repeats, run.graderIds.length),
    }));
    const known: KnownRun = { graderIds, variants, since, settled: undefined };
    for (const span of rowSpans(run, run.rows.taken, cellsAtOnce)) {
      set(known, await this.#views.facts(factsOf(run), span));
    }
    return known;
  }

  async #refresh(run: StoredRun, known: KnownRun): Promise<void> {
    const last = await this.#views.lastChange(run.id);
    set(known, await this.#views.factsSince(factsOf(run), known.since));
    known.since = last - lateMs;
  }
}

function factsOf({ id, variants, graderIds }: StoredRun): FactsOf {
  return { runId: id, variantIds: variants.map((variant) => variant.id), graderIds };
}

function set({ variants }: KnownRun, facts: readonly CellFact[]): void {
  for (const fact of facts) variants[fact.variant]?.facts.set(fact);
}

const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
