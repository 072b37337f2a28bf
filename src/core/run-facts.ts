import type { Cost } from '../protocol/generation.ts';
import { cellStatuses } from '../protocol/runs.ts';
import type { CellFact } from './ports/run-views.ts';

export const factBases: readonly Cost['basis'][] = ['free', 'exact', 'estimated', 'unknown'];

const passedMark = 2;
const failedMark = 1;

/**
 * What a summary counts of the cells of one variant: columns of numbers, 27 bytes for each cell and one for each check of
 * it, so that a hundred thousand of them are summed anew in milliseconds. Cell n is repeat `n % repeats` of row
 * `n / repeats`.
 */
export class VariantFacts {
  readonly #repeats: number;
  /** Index into `cellStatuses` plus one; 0 where no cell is. */
  status = new Uint8Array(0);
  cached = new Uint8Array(0);
  /** Index into `factBases` plus one; 0 without a cost. */
  basis = new Uint8Array(0);
  /** USD; what is not known is 0 here. */
  usd = new Float64Array(0);
  /** Milliseconds; NaN where there is none. */
  ttft = new Float32Array(0);
  latency = new Float32Array(0);
  inputTokens = new Uint32Array(0);
  outputTokens = new Uint32Array(0);
  /** For each grader: 0 not checked. */
  #marks: Uint8Array[];
  /** Set by every change; whoever sums takes it back. */
  changed = true;

  constructor(rows: number, repeats: number, graders: number) {
    this.#repeats = repeats;
    this.#marks = Array.from({ length: graders }, () => new Uint8Array(0));
    this.#grow(rows * repeats);
  }

  set(fact: CellFact): void {
    const at = this.#placeOf(fact);
    this.status[at] = cellStatuses.indexOf(fact.status) + 1;
    this.cached[at] = fact.cached ? 1 : 0;
    this.basis[at] = fact.basis === null ? 0 : factBases.indexOf(fact.basis) + 1;
    this.usd[at] = fact.usd ?? 0;
    this.ttft[at] = fact.ttftMs ?? Number.NaN;
    this.latency[at] = fact.latencyMs ?? Number.NaN;
    this.inputTokens[at] = fact.inputTokens ?? 0;
    this.outputTokens[at] = fact.outputTokens ?? 0;
    for (const marks of this.#marks) marks[at] = 0;
    for (const { grader, passed } of fact.verdicts) {
      const marks = this.#marks[grader];
      if (marks) marks[at] = passed ? passedMark : failedMark;
    }
    this.changed = true;
  }

  /** By grader: how many cells it checked, and how many passed. */
  verdicts(): { passed: number; total: number }[] {
    return this.#marks.map((marks) => {
      let passed = 0;
      let total = 0;
      for (const mark of marks) {
        if (mark === passedMark) passed += 1;
        if (mark !== 0) total += 1;
      }
      return { passed, total };
    });
  }

  #placeOf({ row, repeat }: { row: number; repeat: number }): number {
    const at = row * this.#repeats + repeat;
    if (at >= this.status.length) this.#grow(Math.ceil(at * 1.25) + 1);
    return at;
  }

  #grow(size: number): void {
    const grown = <T extends Uint8Array | Uint32Array | Float32Array | Float64Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.status = grown(new Uint8Array(size), this.status);
    this.cached = grown(new Uint8Array(size), this.cached);
    this.basis = grown(new Uint8Array(size), this.basis);
    this.usd = grown(new Float64Array(size), this.usd);
    this.ttft = grown(new Float32Array(size), this.ttft);
    this.latency = grown(new Float32Array(size), this.latency);
    this.inputTokens = grown(new Uint32Array(size), this.inputTokens);
    this.outputTokens = grown(new Uint32Array(size), this.outputTokens);
    this.#marks = this.#marks.map((marks) => grown(new Uint8Array(size), marks));
  }
}
