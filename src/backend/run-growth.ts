import type { NewCell, StoredRun } from '../core/ports/run-store.ts';
import type { Write } from '../core/ports/store.ts';
import { cellPlan } from '../core/run-cells.ts';
import type { BackendPorts } from './ports.ts';

/** Cells that are saved at once when a run is made or grows. */
const cellsAtOnce = 20_000;

/** A run's next rows with their cells, in steps that can each be saved alone: after each, rows and cells agree. */
export function* growth(
  { store, ids }: Pick<BackendPorts, 'store' | 'ids'>,
  run: StoredRun,
  rows: number,
  at: number,
): Generator<{ writes: Write[]; run: StoredRun; isLast: boolean }> {
  const variantIds = run.variants.map(({ id }) => id);
  const eachRow = variantIds.length * run.repeats;
  const step = Math.max(1, Math.floor(cellsAtOnce / eachRow));
  const end = run.rows.taken + rows;
  let grown = run;
  while (grown.rows.taken < end) {
    const from = grown.rows.taken;
    const to = Math.min(end, from + step);
    const cells: NewCell[] = [];
    for (const cell of cellPlan({ from, to }, variantIds, run.repeats))
      cells.push({ id: ids.next(), ...cell });
    const total = grown.cells.total + cells.length;
    grown = {
      ...grown,
      rows: { ...grown.rows, taken: to },
      cells: { ...grown.cells, total },
      updatedAt: at,
    };
    const writes = [
      ...store.runs.insertCells(run.id, cells, at),
      store.runs.setRows(run.id, grown.rows, total, at),
    ];
    yield { writes, run: grown, isLast: to === end };
  }
}
