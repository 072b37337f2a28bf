import type { GridFilter, RowSpan } from '../../core/ports/run-views.ts';
import type { Engine } from '../engine/engine.ts';
import type { SqlParameter } from '../engine/values.ts';
import { holdsText } from '../text-pattern.ts';

const passed = `exists (select 1 from grades g where g.cell_id = c.id and g.verdict = 'pass')`;
const failed = `exists (select 1 from grades g where g.cell_id = c.id and g.verdict <> 'pass')`;

async function rowsOf(engine: Engine, sql: string, parameters: SqlParameter[]): Promise<number[]> {
  const rows = await engine.read(sql, parameters);
  return rows.map(({ row_index }) => Number(row_index));
}

/** Rows with a cell for which all of the filter holds. */
export function fittingRows(
  engine: Engine,
  runId: string,
  filter: GridFilter,
  { from, to }: RowSpan,
): Promise<number[]> {
  const conditions = ['c.run_id = ?', 'c.row_index >= ?', 'c.row_index < ?'];
  const parameters: SqlParameter[] = [runId, from, to];
  const where = (condition: string, ...values: SqlParameter[]) => {
    conditions.push(condition);
    parameters.push(...values);
  };
  if (filter.variantId !== undefined) where('c.variant_id = ?', filter.variantId);
  if (filter.status) where('c.status in (select value from json_each(?))', JSON.stringify(filter.status));
  if (filter.minCost !== undefined) where('c.cost >= ?', filter.minCost);
  if (filter.maxCost !== undefined) where('c.cost <= ?', filter.maxCost);
  if (filter.minLatencyMs !== undefined) where('c.latency_ms >= ?', filter.minLatencyMs);
  if (filter.maxLatencyMs !== undefined) where('c.latency_ms <= ?', filter.maxLatencyMs);
  if (filter.passed !== undefined) where(filter.passed ? `${passed} and not ${failed}` : failed);
  if (filter.text !== undefined && filter.text !== '') {
    const holds = holdsText('c.output', filter.text);
    where(holds.sql, ...holds.parameters);
  }
  return rowsOf(
    engine,
    `select distinct c.row_index from cells c where ${conditions.join(' and ')} order by c.row_index`,
    parameters,
  );
}

/** Rows whose values or answers hold the text. */
export async function holdingRows(
  engine: Engine,
  { id, datasetId }: { id: string; datasetId: string | null },
  text: string,
  { from, to }: RowSpan,
): Promise<number[]> {
  const answers = holdsText('output', text);
  const sql = [
    `select row_index from cells where run_id = ? and row_index >= ? and row_index < ? and ${answers.sql}`,
  ];
  const parameters: SqlParameter[] = [id, from, to, ...answers.parameters];
  if (datasetId !== null) {
    // First the JSON as a whole, which is quick and finds too much: a comma between two values, for example.
    const roughly = holdsText('row_values', JSON.stringify(text).slice(1, -1));
    const exactly = holdsText('value', text);
    sql.push(
      `select row_index from dataset_rows where dataset_id = ? and row_index >= ? and row_index < ?
        and ${roughly.sql} and exists (select 1 from json_each(row_values) where ${exactly.sql})`,
    );
    parameters.push(datasetId, from, to, ...roughly.parameters, ...exactly.parameters);
  }
  return rowsOf(engine, `${sql.join(' union ')} order by row_index`, parameters);
}
