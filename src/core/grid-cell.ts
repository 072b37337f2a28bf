import type { Cost } from '../protocol/generation.ts';
import type { GridCell } from '../protocol/run-views.ts';
import type { CellStatus } from '../protocol/runs.ts';
import { sumCosts } from './cost.ts';
import type { CellGlimpse } from './ports/run-views.ts';

/** What a person wants to see first, when repeats differ. */
export const pressingFirst: readonly CellStatus[] = [
  'running',
  'submitted',
  'queued',
  'failed',
  'pending',
  'cancelled',
  'succeeded',
];

const urgency = new Map(pressingFirst.map((status, at) => [status, at]));

function mean(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function costOf(cells: readonly CellGlimpse[]): Cost | undefined {
  const costs = cells.flatMap(({ usd, basis }) => (basis === null ? [] : [{ usd, basis }]));
  return costs.length === 0 ? undefined : sumCosts(costs);
}

/** The repeats of one row and variant, at least one, as one cell of the grid. Cached answers took no time. */
export function gridCell(repeats: readonly CellGlimpse[]): GridCell {
  const cells = [...repeats].sort((a, b) => a.repeat - b.repeat);
  const shown = cells.find(({ text }) => text !== null) ?? cells[0]!;
  const asked = cells.filter(({ cached }) => !cached);
  const sum = (of: (cell: CellGlimpse) => number) => cells.reduce((total, cell) => total + of(cell), 0);
  const counted = cells.filter(({ outputTokens }) => outputTokens !== null);
  const error = cells.find(({ errorCode }) => errorCode !== null)?.errorCode;
  const checked = sum((cell) => cell.checked);
  const cost = costOf(cells);
  const latencyMs = mean(asked.map((cell) => cell.latencyMs));
  const ttftMs = mean(asked.map((cell) => cell.ttftMs));
  return {
    id: shown.id,
    status: cells.reduce(
      (most, { status }) => (urgency.get(status)! < urgency.get(most)! ? status : most),
      cells[0]!.status,
    ),
    done: cells.filter(({ status }) => status === 'succeeded').length,
    failed: cells.filter(({ status }) => status === 'failed').length,
    total: cells.length,
    ...(shown.text === null ? {} : { text: shown.text }),
    ...(cost === undefined ? {} : { cost }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(ttftMs === undefined ? {} : { ttftMs }),
    ...(counted.length === 0 ? {} : { outputTokens: sum((cell) => cell.outputTokens ?? 0) }),
    ...(checked === 0 ? {} : { passed: sum((cell) => cell.passed), checked }),
    ...(asked.length === 0 ? { cached: true } : {}),
    ...(error == null ? {} : { errorCode: error }),
  };
}
