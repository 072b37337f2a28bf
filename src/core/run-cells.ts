import type { CellStatus } from '../protocol/runs.ts';

const transitions: Readonly<Record<CellStatus, readonly CellStatus[]>> = {
  pending: ['queued', 'running', 'submitted', 'succeeded', 'failed', 'cancelled'],
  queued: ['pending', 'running', 'succeeded', 'failed', 'cancelled'],
  submitted: ['pending', 'succeeded', 'failed', 'cancelled'],
  running: ['pending', 'succeeded', 'failed', 'cancelled'],
  succeeded: ['pending'],
  failed: ['pending'],
  cancelled: ['pending'],
};

/** The states from which a cell may become `to`: the guard of a stored transition. No stored answer is asked again but on a person's word. */
export function cellStatesBefore(to: CellStatus): CellStatus[] {
  return (Object.keys(transitions) as CellStatus[]).filter((from) => transitions[from].includes(to));
}

/** Rows × variants × repeats in the order in which they are asked: row by row, so that a few rows are whole early. */
export function* cellPlan(
  rows: { from: number; to: number },
  variantIds: readonly string[],
  repeats: number,
): Generator<{ row: number; variantId: string; repeat: number }> {
  for (let row = rows.from; row < rows.to; row += 1) {
    for (const variantId of variantIds) {
      for (let repeat = 0; repeat < repeats; repeat += 1) yield { row, variantId, repeat };
    }
  }
}
