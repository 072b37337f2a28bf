import type { VariantSummary } from '../../src/protocol/run-views.ts';
import type { PageClient } from '../connection/page-client.ts';

/** Milliseconds between two looks at the sums of the columns. */
const periodMs = 1000;

/** What all cells of each column come to, for the row of sums. */
export class RunSums {
  readonly #client: PageClient;
  readonly #changed: () => void;
  #runId: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = Number.NEGATIVE_INFINITY;
  /** By variant id. */
  variants: ReadonlyMap<string, VariantSummary> = new Map();

  constructor(client: PageClient, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  /** Forgets those of the run before. */
  begin(runId: string): void {
    this.#runId = runId;
    this.variants = new Map();
  }

  /** The run has moved on: looks again, at most once in a period. */
  stale(): void {
    this.#timer ??= setTimeout(() => this.load(), Math.max(0, this.#at + periodMs - performance.now()));
  }

  load(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#at = performance.now();
    const runId = this.#runId;
    if (runId === undefined) return;
    this.#client.request('run:summary', { runId }).then(
      ({ variants }) => {
        if (this.#runId !== runId) return;
        this.variants = new Map(variants.map((summary) => [summary.variantId, summary]));
        this.#changed();
      },
      // Without sums the grid is whole all the same.
      () => undefined,
    );
  }
}
