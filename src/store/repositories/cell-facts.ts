import type { CellFact, CellVerdict, RowSpan } from '../../core/ports/run-views.ts';
import type { Cost } from '../../protocol/generation.ts';
import type { CellStatus } from '../../protocol/runs.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/values.ts';

const factColumns =
  'row_index, repeat_index, status, cached, cost, cost_basis, ttft_ms, latency_ms, tokens_in, tokens_out';

const number = (value: unknown) => (value === null ? null : Number(value));

function toFact(row: Row): CellFact {
  return {
    row: Number(row.row_index),
    repeat: Number(row.repeat_index),
    status: row.status as CellStatus,
    cached: row.cached === 1,
    usd: number(row.cost),
    basis: row.cost_basis as Cost['basis'] | null,
    ttftMs: number(row.ttft_ms),
    latencyMs: number(row.latency_ms),
    inputTokens: number(row.tokens_in),
    outputTokens: number(row.tokens_out),
  };
}

function toVerdict(row: Row): CellVerdict {
  return {
    row: Number(row.row_index),
    repeat: Number(row.repeat_index),
    graderId: String(row.grader_id),
    passed: row.verdict === 'pass',
  };
}

const ofVariant = (row: Row) => ({ variantId: String(row.variant_id) });

export async function readFacts(engine: Engine, runId: string, variantId: string, { from, to }: RowSpan) {
  const rows = await engine.read(
    `select ${factColumns} from cells where run_id = ? and variant_id = ? and row_index >= ? and row_index < ?`,
    [runId, variantId, from, to],
  );
  return rows.map(toFact);
}

export async function readVerdicts(engine: Engine, runId: string, variantId: string, { from, to }: RowSpan) {
  const rows = await engine.read(
    `select c.row_index, c.repeat_index, g.grader_id, g.verdict from cells c join grades g on g.cell_id = c.id
      where c.run_id = ? and c.variant_id = ? and c.row_index >= ? and c.row_index < ? and g.grader_id is not null`,
    [runId, variantId, from, to],
  );
  return rows.map(toVerdict);
}

export async function readLastChange(engine: Engine, runId: string): Promise<number> {
  const [row] = await engine.read('select max(updated_at) as at from cells where run_id = ?', [runId]);
  return Number(row?.at ?? 0);
}

export async function readFactsSince(engine: Engine, runId: string, since: number) {
  const rows = await engine.read(
    `select variant_id, ${factColumns} from cells where run_id = ? and updated_at >= ?`,
    [runId, since],
  );
  return rows.map((row) => ({ ...toFact(row), ...ofVariant(row) }));
}

export async function readVerdictsSince(engine: Engine, runId: string, since: number) {
  const rows = await engine.read(
    `select c.variant_id, c.row_index, c.repeat_index, g.grader_id, g.verdict from cells c join grades g on g.cell_id = c.id
      where c.run_id = ? and c.updated_at >= ? and g.grader_id is not null`,
    [runId, since],
  );
  return rows.map((row) => ({ ...toVerdict(row), ...ofVariant(row) }));
}
