import type { Selectable } from 'kysely';
import type { Cost } from '../../protocol/generation.ts';
import type { Cell, CellStatus } from '../../protocol/runs.ts';
import type { CellsTable } from '../schema.ts';
import { field, plain } from './write.ts';

interface GradeColumns {
  name: string;
  verdict: string;
  detail: string | null;
}

/** A cell with its grades, as it goes out. */
export function toCell(row: Selectable<CellsTable>, grades: readonly GradeColumns[]): Cell {
  return {
    id: row.id,
    runId: row.run_id,
    row: row.row_index,
    variantId: row.variant_id,
    repeat: row.repeat_index,
    status: row.status as CellStatus,
    ...plain('output', row.output),
    ...field('usage', row.usage),
    ...(row.cost_basis === null ? {} : { cost: { usd: row.cost, basis: row.cost_basis as Cost['basis'] } }),
    ...(row.latency_ms === null ? {} : { timing: { ttftMs: row.ttft_ms, totalMs: row.latency_ms } }),
    ...field('warnings', row.warnings),
    ...field('error', row.error),
    ...(grades.length === 0
      ? {}
      : {
          checks: grades.map(({ name, verdict, detail }) => ({
            name,
            passed: verdict === 'pass',
            ...plain('detail', detail),
          })),
        }),
    updatedAt: row.updated_at,
  };
}
