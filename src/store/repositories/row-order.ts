import { pressingFirst } from '../../core/grid-cell.ts';
import type { GridFilter, GridSort, RowSpan } from '../../core/ports/run-views.ts';
import type { Engine } from '../engine/engine.ts';
import type { SqlParameter } from '../engine/values.ts';
import { holdsText } from '../text-pattern.ts';

/** Characters of a text that decide its place. */
const sortedCharacters = 100;

const passes = `(select count(*) from grades g where g.cell_id = c.id and g.verdict = 'pass')`;
const checks = '(select count(*) from grades g where g.cell_id = c.id)';

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
  if (filter.passed !== undefined) {
    where(`${checks} > 0`);
    where(`${passes} ${filter.passed ? '=' : '<'} ${checks}`);
  }
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

/** Numbers before text, by their value; text without regard to the case of ASCII letters; nothing last. */
function textOrder(text: string, direction: string): string {
  const isNumber = `(${text} glob '*[0-9]*' and ${text} not glob '*[^-+0-9.eE ]*')`;
  return `coalesce(trim(${text}), '') = '', not ${isNumber}, case when ${isNumber} then cast(${text} as real) end ${direction},
    ${text} collate nocase ${direction}, row_index`;
}

const statusRank = `min(case c.status ${pressingFirst.map((status, at) => `when '${status}' then ${at}`).join(' ')} end)`;

/** A number for each row from its repeats; null is nothing. */
const sortNumbers: Record<Exclude<VariantSort['key'], 'output'>, string> = {
  status: statusRank,
  // One unknown cost makes the sum unknown.
  cost: 'case when count(c.cost) = count(c.cost_basis) then sum(c.cost) end',
  latency: 'avg(case when c.cached = 0 then c.latency_ms end)',
  tokens: 'sum(c.tokens_out)',
  passed: `cast(sum(${passes}) as real) / nullif(sum(${checks}), 0)`,
};

type VariantSort = Extract<GridSort['by'], { key: unknown }>;

export function sortedRows(
  engine: Engine,
  { id, datasetId }: { id: string; datasetId: string | null },
  { by, descending }: GridSort,
): Promise<number[]> {
  const direction = descending ? 'desc' : 'asc';
  if ('column' in by) {
    if (datasetId === null) return Promise.resolve([]);
    return rowsOf(
      engine,
      `select row_index from (
          select row_index, substr(json_extract(row_values, ?), 1, ${sortedCharacters}) as t from dataset_rows where dataset_id = ?
        ) order by ${textOrder('t', direction)}`,
      [`$[${by.column}]`, datasetId],
    );
  }
  if (by.key === 'output') {
    return rowsOf(
      engine,
      // With min(), the other columns are those of the row that has it: the first repeat with an answer.
      `select row_index from (
          select row_index, min(repeat_index), substr(output, 1, ${sortedCharacters}) as t from cells
            where run_id = ? and variant_id = ? and output is not null group by row_index
        ) order by ${textOrder('t', direction)}`,
      [id, by.variantId],
    );
  }
  return rowsOf(
    engine,
    `select row_index from (
        select c.row_index, ${sortNumbers[by.key]} as k from cells c where c.run_id = ? and c.variant_id = ? group by c.row_index
      ) order by k is null, k ${direction}, row_index`,
    [id, by.variantId],
  );
}
