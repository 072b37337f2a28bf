import { type Kysely, type Selectable, sql } from 'kysely';
import type { RunCellReads } from '../../core/ports/run-store.ts';
import type { Cost } from '../../protocol/generation.ts';
import type { Cell, CellStatus } from '../../protocol/runs.ts';
import type { CellsTable, Schema } from '../schema.ts';
import { field, plain } from './write.ts';

interface GradeColumns {
  name: string;
  verdict: string;
  detail: string | null;
  check_version: number | null;
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
    ...(row.cached ? { cached: true } : {}),
    ...(grades.length === 0
      ? {}
      : {
          checks: grades.map(({ name, verdict, detail, check_version }) => ({
            name,
            passed: verdict === 'pass',
            ...plain('detail', detail),
            ...plain('version', check_version),
          })),
        }),
    updatedAt: row.updated_at,
  };
}

export function cellReads(db: Kysely<Schema>): RunCellReads {
  return {
    async pending(runId, variantId, afterN, limit) {
      const rows = await db
        .selectFrom('cells')
        .select(['n', 'id', 'row_index', 'repeat_index', 'attempts'])
        .where('run_id', '=', runId)
        .where('status', '=', 'pending')
        .where('n', '>', afterN)
        .where('variant_id', '=', variantId)
        .orderBy('n')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        n: row.n,
        id: row.id,
        row: row.row_index,
        variantId,
        repeat: row.repeat_index,
        attempts: row.attempts,
      }));
    },

    async cells(runId, { after, limit, updatedSince }) {
      // By the unique index, whose order it is: SQLite would else sort a large run for each page.
      let query = db
        .selectFrom('cells')
        .selectAll()
        .where('run_id', '=', runId)
        .orderBy('row_index')
        .orderBy('variant_id')
        .orderBy('repeat_index')
        .limit(limit);
      if (after !== undefined) {
        query = query.where(
          sql<boolean>`(row_index, variant_id, repeat_index) >
            (select row_index, variant_id, repeat_index from cells where id = ${after})`,
        );
      }
      if (updatedSince !== undefined) query = query.where('updated_at', '>=', updatedSince);
      const rows = await query.execute();
      if (rows.length === 0) return [];
      const ids = JSON.stringify(rows.map(({ id }) => id));
      const grades = await db
        .selectFrom('grades')
        .innerJoin('graders', 'graders.id', 'grades.grader_id')
        .select(['grades.cell_id', 'graders.name', 'grades.verdict', 'grades.detail', 'grades.check_version'])
        .where('grades.cell_id', 'in', sql<string>`(select value from json_each(${ids}))`)
        .orderBy(sql`grades.rowid`)
        .execute();
      const byCell = new Map<string, typeof grades>();
      for (const grade of grades) {
        const own = byCell.get(grade.cell_id);
        if (own) own.push(grade);
        else byCell.set(grade.cell_id, [grade]);
      }
      return rows.map((row) => toCell(row, byCell.get(row.id) ?? []));
    },

    async answered(runId, afterN, limit) {
      const rows = await db
        .selectFrom('cells')
        .select(['n', 'id', 'row_index', 'output'])
        .where('run_id', '=', runId)
        .where('status', '=', 'succeeded')
        .where('n', '>', afterN)
        .orderBy('n')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ n: row.n, id: row.id, row: row.row_index, output: row.output ?? '' }));
    },
  };
}
