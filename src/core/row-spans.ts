import type { Run } from '../protocol/runs.ts';
import type { RowSpan } from './ports/run-views.ts';

/** The first `rows` rows of a run in spans that have about so many cells each, at least a row. */
export function* rowSpans(
  { variants, repeats }: Pick<Run, 'variants' | 'repeats'>,
  rows: number,
  cells: number,
): Generator<RowSpan> {
  const step = Math.max(1, Math.floor(cells / Math.max(1, variants.length * repeats)));
  for (let from = 0; from < rows; from += step) yield { from, to: Math.min(rows, from + step) };
}
