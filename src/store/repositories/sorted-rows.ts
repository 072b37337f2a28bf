import { pressingFirst } from '../../core/grid-cell.ts';
import type { NumberKey, RowSpan } from '../../core/ports/run-views.ts';
import type { Engine } from '../engine/engine.ts';

/** Characters of a text that decide its place. */
const sortedCharacters = 60;

const statusRank = `min(case c.status ${pressingFirst.map((status, at) => `when '${status}' then ${at}`).join(' ')} end)`;

/** A number for each row from its repeats; null is nothing. */
const numbers: Record<NumberKey, string> = {
  status: statusRank,
  // One unknown cost makes the sum unknown.
  cost: 'case when count(c.cost) = count(c.cost_basis) then sum(c.cost) end',
  latency: 'avg(case when c.cached = 0 then c.latency_ms end)',
  tokens: 'sum(c.tokens_out)',
  passed: `avg(g.verdict = 'pass')`,
};

export async function rowsWithNumbers(
  engine: Engine,
  runId: string,
  variantId: string,
  key: NumberKey,
  { from, to }: RowSpan,
): Promise<number[]> {
  const rows = await engine.read(
    `select c.row_index, ${numbers[key]} as k from cells c ${key === 'passed' ? 'join grades g on g.cell_id = c.id' : ''}
      where c.run_id = ? and c.row_index >= ? and c.row_index < ? and c.variant_id = ? group by c.row_index`,
    [runId, from, to, variantId],
  );
  return rows.flatMap(({ row_index, k }) => (k === null ? [] : [Number(row_index), Number(k)]));
}

/** A text as a number is written in it: a percent sign may stand behind it, and dashes stand for minus signs. */
const asNumber = `replace(replace(rtrim(t, ' %'), '−', '-'), '–', '-')`;

/** Numbers before text, by their value; text without regard to the case of ASCII letters; nothing last. */
function inTextOrder(texts: string, descending: boolean): string {
  const direction = descending ? 'desc' : 'asc';
  // The first character tells most texts from numbers, before all of it is looked at.
  const isNumber = `t glob '[-−–+ .0-9]*' and t glob '*[0-9]*' and ${asNumber} not glob '*[^-+0-9.eE ]*'`;
  return `select row_index from (select row_index, t, case when ${isNumber} then cast(${asNumber} as real) end as n from (${texts}))
    order by t is null or t = '', n is null, n ${direction}, t collate nocase ${direction}, row_index`;
}

export async function rowsByAnswer(
  engine: Engine,
  runId: string,
  variantId: string,
  descending: boolean,
): Promise<number[]> {
  // With min(), the other columns are those of the row that has it: the first repeat with an answer.
  const answers = `select row_index, min(repeat_index), trim(substr(output, 1, ${sortedCharacters})) as t from cells
    where run_id = ? and variant_id = ? and output is not null group by row_index`;
  const rows = await engine.read(inTextOrder(answers, descending), [runId, variantId]);
  return rows.map(({ row_index }) => Number(row_index));
}

export async function rowsByColumn(
  engine: Engine,
  datasetId: string,
  column: number,
  descending: boolean,
): Promise<number[]> {
  const values = `select row_index, trim(substr(json_extract(row_values, ?), 1, ${sortedCharacters})) as t from dataset_rows
    where dataset_id = ?`;
  const rows = await engine.read(inTextOrder(values, descending), [`$[${column}]`, datasetId]);
  return rows.map(({ row_index }) => Number(row_index));
}
