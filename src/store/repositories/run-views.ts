import type { CellGlimpse, RunViews } from '../../core/ports/run-views.ts';
import type { Cost } from '../../protocol/generation.ts';
import type { CellStatus } from '../../protocol/runs.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/values.ts';
import { readFacts, readFactsSince, readLastChange } from './cell-facts.ts';
import { fittingRows, holdingRows } from './fitting-rows.ts';
import { readPastAnswers } from './past-answers.ts';
import { rowsByAnswer, rowsByColumn, rowsWithNumbers } from './sorted-rows.ts';
import { readCell, readCells } from './whole-cells.ts';
import { texts } from './write.ts';

/** Characters of an answer or a value that a grid gets. */
const shownCharacters = 300;
/** Characters of a row's JSON up to which it is sent as it is: taking it apart costs more than sending it. */
const smallRow = 2000;

const glimpseColumns = `c.id, c.row_index, c.variant_id, c.repeat_index, c.status, c.cached, c.cost, c.cost_basis, c.ttft_ms,
  c.latency_ms, c.tokens_out, c.error_code, substr(c.output, 1, ${shownCharacters}) as text`;

const number = (value: unknown) => (value === null ? null : Number(value));

function toGlimpse(row: Row): CellGlimpse {
  return {
    id: String(row.id),
    row: Number(row.row_index),
    variantId: String(row.variant_id),
    repeat: Number(row.repeat_index),
    status: row.status as CellStatus,
    text: row.text === null ? null : beginning(String(row.text)),
    usd: number(row.cost),
    basis: row.cost_basis as Cost['basis'] | null,
    ttftMs: number(row.ttft_ms),
    latencyMs: number(row.latency_ms),
    outputTokens: number(row.tokens_out),
    cached: row.cached === 1,
    errorCode: row.error_code as string | null,
    passed: Number(row.passed),
    checked: Number(row.checked),
  };
}

/**
 * Plain SQL on the engine rather than compiled queries: these are asked several times a second, and their text never
 * changes, so that each stays prepared. Lists go in as JSON for the same reason.
 */
export function runViewsRepository(engine: Engine): RunViews {
  return {
    async glimpses(runId, rows) {
      const found = await engine.read(
        `select ${glimpseColumns},
            (select count(*) from grades g where g.cell_id = c.id and g.verdict = 'pass') as passed,
            (select count(*) from grades g where g.cell_id = c.id) as checked
          from cells c where c.run_id = ? and c.row_index in (select value from json_each(?))`,
        [runId, JSON.stringify(rows)],
      );
      return found.map(toGlimpse);
    },

    async values(datasetId, rows) {
      const found = await engine.read(
        `select row_index, case when length(row_values) <= ${smallRow} then row_values else (
            select json_group_array(substr(value, 1, ${shownCharacters})) from json_each(row_values)
          ) end as shown
          from dataset_rows where dataset_id = ? and row_index in (select value from json_each(?))`,
        [datasetId, JSON.stringify(rows)],
      );
      return new Map(
        found.map(({ row_index, shown }) => [Number(row_index), texts(String(shown)).map(beginning)]),
      );
    },

    cell: (id) => readCell(engine, id),
    cells: (runId, span) => readCells(engine, runId, span),
    fitting: (runId, filter, span) => fittingRows(engine, runId, filter, span),
    holding: (run, text, span) => holdingRows(engine, run, text, span),
    sortNumbers: (runId, variantId, key, span) => rowsWithNumbers(engine, runId, variantId, key, span),
    sortedByAnswer: (runId, variantId, descending) => rowsByAnswer(engine, runId, variantId, descending),
    sortedByColumn: (datasetId, column, descending) => rowsByColumn(engine, datasetId, column, descending),
    facts: (of, span) => readFacts(engine, of, span),
    factsSince: (of, since) => readFactsSince(engine, of, since),
    lastChange: (runId) => readLastChange(engine, runId),
    pastAnswers: (provider, model) => readPastAnswers(engine, provider, model),
  };
}

/** No half of a character at the end. */
function beginning(text: string): string {
  return text.length <= shownCharacters
    ? text
    : text.slice(0, shownCharacters).replace(/[\uD800-\uDBFF]$/, '');
}
