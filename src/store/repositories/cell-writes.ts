import type { CellSelection, RunCellWrites } from '../../core/ports/run-store.ts';
import type { Write } from '../../core/ports/store.ts';
import type { CellStatus } from '../../protocol/runs.ts';
import { json } from './write.ts';

// Plain SQL: some of these run for each cell, thousands a second, and one text is one prepared statement.

/** Cells in one insert: six parameters each. */
const cellsInOneInsert = 500;

const marks = (count: number) => Array(count).fill('?').join(', ');
const openNow: readonly CellStatus[] = ['pending', 'queued', 'running', 'submitted'];

/** The SQL condition on `cells` of what a person or a resume names. */
function conditionOf(runId: string, what: CellSelection): { sql: string; values: unknown[] } {
  const sql = [`run_id = ? and status in (${marks(what.statuses.length)})`];
  const values: unknown[] = [runId, ...what.statuses];
  const and = (condition: string, value: unknown) => {
    if (value === undefined) return;
    sql.push(condition);
    values.push(value);
  };
  and('id in (select value from json_each(?))', what.cellIds && JSON.stringify(what.cellIds));
  and('row_index = ?', what.row);
  and('variant_id = ?', what.variantId);
  return { sql: sql.join(' and '), values };
}

export const cellWrites: RunCellWrites = {
  insertCells(runId, cells, at) {
    const writes: Write[] = [];
    for (let from = 0; from < cells.length; from += cellsInOneInsert) {
      const some = cells.slice(from, from + cellsInOneInsert);
      writes.push({
        sql: `insert into cells (id, run_id, variant_id, row_index, repeat_index, status, updated_at)
          values ${some.map(() => `(?, ?, ?, ?, ?, 'pending', ?)`).join(', ')}`,
        parameters: some.flatMap((cell) => [cell.id, runId, cell.variantId, cell.row, cell.repeat, at]),
      });
    }
    return writes;
  },

  updateCell(id, patch, from, at) {
    const { usage, cost, timing, error } = patch;
    return {
      sql: `update cells set status = ?, attempts = attempts + ?, cached = ?, output = ?, thinking = ?, stop_reason = ?,
        usage = ?, tokens_in = ?, tokens_out = ?, cost = ?, cost_basis = ?, ttft_ms = ?, latency_ms = ?,
        error = ?, error_code = ?, warnings = ?, updated_at = ?
        where id = ? and status in (${marks(from.length)})`,
      parameters: [
        patch.status,
        patch.attempts ?? 0,
        patch.cached ? 1 : 0,
        patch.output ?? null,
        patch.thinking ?? null,
        patch.stopReason ?? null,
        json(usage),
        usage?.inputTokens ?? null,
        usage?.outputTokens ?? null,
        cost?.usd ?? null,
        cost?.basis ?? null,
        timing?.ttftMs ?? null,
        timing?.totalMs ?? null,
        json(error),
        error?.code ?? null,
        json(patch.warnings),
        at,
        id,
        ...from,
      ],
      expectRows: 1,
    };
  },

  moveCells: (runId, from, to, at) => ({
    sql: `update cells set status = ?, updated_at = ? where run_id = ? and status in (${marks(from.length)})`,
    parameters: [to, at, runId, ...from],
  }),

  reopenCells(runId, selection, at) {
    const { sql, values } = conditionOf(runId, selection);
    const uncertain = (basis: string) =>
      `exists (select 1 from cells where run_id = runs.id and cost_basis = '${basis}')`;
    return [
      {
        sql: `update runs set tokens_in = runs.tokens_in - gone.read, tokens_out = runs.tokens_out - gone.written,
          dropped_cost = dropped_cost + gone.usd,
          total_cost = case when total_cost - gone.usd < 1e-9 then 0 else total_cost - gone.usd end
          from (select coalesce(sum(tokens_in), 0) as read, coalesce(sum(tokens_out), 0) as written,
            coalesce(sum(cost), 0) as usd from cells where ${sql}) as gone
          where runs.id = ?`,
        parameters: [...values, runId],
      },
      {
        sql: `insert into cell_events (cell_id, type, at)
          select id, 'retried', ? from cells where ${sql} and status not in (${marks(openNow.length)})`,
        parameters: [at, ...values, ...openNow],
      },
      {
        sql: `delete from grades where cell_id in (select id from cells where ${sql})`,
        parameters: values,
      },
      {
        // One attempt at least: whoever asks again wants no answer from the cache.
        sql: `update cells set status = 'pending', cached = 0, output = null, parsed = null, thinking = null, stop_reason = null,
          attempts = case when status in ('succeeded', 'failed') then max(attempts, 1) else attempts end,
          usage = null, tokens_in = null, tokens_out = null, cost = null, cost_basis = null, ttft_ms = null,
          latency_ms = null, error = null, error_code = null, warnings = null, batch_id = null, custom_id = null,
          updated_at = ? where ${sql}`,
        parameters: [at, ...values],
      },
      {
        sql: `update runs set cost_basis = case when ${uncertain('unknown')} then 'unknown'
          when ${uncertain('estimated')} then 'estimated' when ${uncertain('exact')} then 'exact' else 'free' end where id = ?`,
        parameters: [runId],
      },
    ];
  },

  setGrades: (cellId, grades, at) =>
    grades.map(({ id, graderId, result }) => ({
      sql: `insert into grades (id, cell_id, grader_id, manual, verdict, detail, check_version, created_at)
        select ?, ?, ?, 0, ?, ?, ?, ? where exists (select 1 from cells where id = ? and status = 'succeeded')
        on conflict (cell_id, grader_id) where grader_id is not null
        do update set verdict = excluded.verdict, detail = excluded.detail,
          check_version = excluded.check_version, created_at = excluded.created_at`,
      parameters: [
        id,
        cellId,
        graderId,
        result.passed ? 'pass' : 'fail',
        result.detail ?? null,
        result.version ?? null,
        at,
        cellId,
      ],
    })),

  dropGrades: (cellIds, at) => [
    {
      sql: 'update cells set updated_at = ? where id in (select value from json_each(?))',
      parameters: [at, JSON.stringify(cellIds)],
    },
    {
      sql: `delete from grades where cell_id in (select value from json_each(?)) and manual = 0
      and grader_id in (select id from graders where type = 'check')`,
      parameters: [JSON.stringify(cellIds)],
    },
  ],

  addEvents: (cellId, events) =>
    events.map(({ type, at, message }) => ({
      sql: 'insert into cell_events (cell_id, type, data, at) values (?, ?, ?, ?)',
      parameters: [cellId, type, message === undefined ? null : JSON.stringify({ message }), at],
    })),
};
