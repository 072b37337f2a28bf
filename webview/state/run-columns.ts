import type { Run } from '../../src/protocol/runs.ts';
import { allColumns, type RunColumn, type RunLayout, shownColumns } from './run-column.ts';
import type { RunRows } from './run-rows.ts';

/** Rows by which the widths of input columns are chosen. */
const measuredRows = 20;

export interface ShownColumns {
  readonly all: readonly RunColumn[];
  readonly shown: readonly RunColumn[];
}

/** Makes the columns anew only when something of theirs has changed: what is drawn from them is not drawn again. */
export class ColumnsOnce {
  #key: readonly unknown[] = [];
  #made: ShownColumns = { all: [], shown: [] };

  get(
    run: Run | undefined,
    headers: readonly string[],
    layout: RunLayout,
    longest: readonly number[],
  ): ShownColumns {
    // Each event brings the checks anew; variants and prompts stay the same arrays.
    const checks = JSON.stringify(run?.checks);
    const key = [run?.variants, run?.prompts, checks, headers, layout, longest];
    if (key.every((part, index) => part === this.#key[index]) && this.#key.length > 0) return this.#made;
    this.#key = key;
    const all = run ? allColumns(run, headers, layout, longest) : [];
    this.#made = { all, shown: run ? shownColumns(run, all, layout) : [] };
    return this.#made;
  }
}

/** Characters of the longest of the first values, by input column; empty when there are no rows yet. */
export function longestValues(rows: RunRows): number[] {
  const longest: number[] = [];
  for (let index = 0; index < measuredRows; index++) {
    for (const [place, value] of (rows.row(index)?.values ?? []).entries()) {
      longest[place] = Math.max(longest[place] ?? 0, value.length);
    }
  }
  return longest;
}
