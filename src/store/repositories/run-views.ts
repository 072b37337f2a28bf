import type { Selectable } from 'kysely';
import type { CellGlimpse, RunViews, StoredCell } from '../../core/ports/run-views.ts';
import type { Cost, StopReason } from '../../protocol/generation.ts';
import type { CellStatus } from '../../protocol/runs.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/values.ts';
import type { CellsTable } from '../schema.ts';
import { readFacts, readFactsSince, readLastChange } from './cell-facts.ts';
import { toCell } from './cells.ts';
import { fittingRows, holdingRows } from './fitting-rows.ts';
import { readPastAnswers } from './past-answers.ts';
import { rowsByAnswer, rowsByColumn, rowsWithNumbers } from './sorted-rows.ts';

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
    text: row.text as string | null,
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

/** What an event says, when its data says something. */
function messageOf(data: unknown): { message?: string } {
  if (typeof data !== 'string') return {};
  try {
    const { message } = JSON.parse(data) as { message?: unknown };
    return typeof message === 'string' ? { message } : {};
  } catch {
    return {};
  }
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
        found.map(({ row_index, shown }) => [Number(row_index), shortened(JSON.parse(String(shown)))]),
      );
    },

    async cell(id) {
      const [row] = await engine.read('select * from cells where id = ?', [id]);
      if (!row) return undefined;
      const [grades, events, repeats] = await Promise.all([
        engine.read(
          `select gr.name, g.verdict, g.detail from grades g join graders gr on gr.id = g.grader_id
            where g.cell_id = ? order by g.rowid`,
          [id],
        ),
        engine.read('select type, data, at from cell_events where cell_id = ? order by n', [id]),
        engine.read(
          `select id, repeat_index, status from cells
            where run_id = ? and row_index = ? and variant_id = ? order by repeat_index`,
          [row.run_id!, row.row_index!, row.variant_id!],
        ),
      ]);
      const columns = row as unknown as Selectable<CellsTable>;
      const stored: StoredCell = {
        cell: {
          ...toCell(columns, grades as { name: string; verdict: string; detail: string | null }[]),
          ...(row.cached === 1 ? { cached: true } : {}),
        },
        ...(columns.thinking === null ? {} : { thinking: columns.thinking }),
        ...(row.stop_reason == null ? {} : { stopReason: row.stop_reason as StopReason }),
        attempts: Number(row.attempts),
        events: events.map(({ type, data, at }) => ({
          type: String(type),
          at: Number(at),
          ...messageOf(data),
        })),
        repeats: repeats.map((repeat) => ({
          id: String(repeat.id),
          repeat: Number(repeat.repeat_index),
          status: repeat.status as CellStatus,
        })),
      };
      return stored;
    },

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

function shortened(values: string[]): string[] {
  return values.map((value) => (value.length > shownCharacters ? value.slice(0, shownCharacters) : value));
}
