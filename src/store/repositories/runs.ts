import { type Kysely, type Selectable, sql } from 'kysely';
import { checkNotation } from '../../core/check-notation.ts';
import type { Runs, StoredRun } from '../../core/ports/run-store.ts';
import type { Write } from '../../core/ports/store.ts';
import type { Cost } from '../../protocol/generation.ts';
import type { CellStatus, RunStatus } from '../../protocol/runs.ts';
import type { RunsTable, RunVariantsTable, Schema } from '../schema.ts';
import { toCell } from './cells.ts';
import { json, plain, write } from './write.ts';

/** Cells in one insert: six parameters each. */
const cellsInOneInsert = 500;

type Settings = Pick<StoredRun, 'prompts' | 'parameters' | 'checks' | 'concurrency' | 'graderIds'> & {
  /** Absent in runs of the first versions. */
  rows?: StoredRun['rows'];
};

function rowsOf({ total_cells, repeats }: Selectable<RunsTable>, variants: number): StoredRun['rows'] {
  const taken = total_cells / Math.max(1, variants * repeats);
  return { taken, all: taken };
}

function toRun(row: Selectable<RunsTable>, variants: readonly Selectable<RunVariantsTable>[]): StoredRun {
  const settings = JSON.parse(row.settings) as Settings;
  return {
    id: row.id,
    projectId: row.project_id,
    datasetId: row.dataset_id,
    name: row.name,
    ...plain('fileName', row.file_name),
    status: row.status as RunStatus,
    ...plain('reason', row.error),
    prompts: settings.prompts,
    variants: variants.map((variant) => ({
      id: variant.id,
      position: variant.position,
      prompt: variant.prompt_index,
      model: `${variant.provider}:${variant.model}`,
      label: variant.label,
    })),
    ...(settings.parameters ? { parameters: settings.parameters } : {}),
    rows: settings.rows ?? rowsOf(row, variants.length),
    repeats: row.repeats,
    checks: settings.checks,
    ...plain('maxCostUsd', row.max_cost),
    cells: {
      total: row.total_cells,
      succeeded: row.succeeded_cells,
      failed: row.failed_cells,
      cancelled: row.cancelled_cells,
    },
    usage: { inputTokens: row.tokens_in, outputTokens: row.tokens_out },
    cost: {
      usd: row.cost_basis === 'unknown' ? null : row.total_cost,
      basis: row.cost_basis as Cost['basis'],
    },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...plain('completedAt', row.completed_at),
    concurrency: settings.concurrency,
    graderIds: settings.graderIds,
    knownUsd: row.total_cost,
    droppedUsd: 0,
  };
}

export function runsRepository(db: Kysely<Schema>): Runs {
  const withVariants = async (rows: Selectable<RunsTable>[]): Promise<StoredRun[]> => {
    if (rows.length === 0) return [];
    const variants = await db
      .selectFrom('run_variants')
      .select(['id', 'run_id', 'position', 'prompt_version_id', 'prompt_index', 'provider', 'model', 'label'])
      .where(
        'run_id',
        'in',
        rows.map((row) => row.id),
      )
      .orderBy('position')
      .execute();
    return rows.map((row) =>
      toRun(
        row,
        variants.filter((variant) => variant.run_id === row.id),
      ),
    );
  };
  const columns = db.selectFrom('runs').selectAll();

  return {
    insert(run) {
      const settings: Settings = {
        prompts: run.prompts,
        parameters: run.parameters,
        rows: run.rows,
        checks: run.checks,
        concurrency: run.concurrency,
        graderIds: run.graderIds,
      };
      return [
        ...run.checks.map((check, index) =>
          write(
            db.insertInto('graders').values({
              id: run.graderIds[index]!,
              project_id: run.projectId,
              type: 'check',
              name: checkNotation(check),
              settings: JSON.stringify(check),
              created_at: run.createdAt,
            }),
          ),
        ),
        write(
          db.insertInto('runs').values({
            id: run.id,
            project_id: run.projectId,
            dataset_id: run.datasetId,
            name: run.name,
            file_name: run.fileName ?? null,
            status: run.status,
            error: null,
            settings: JSON.stringify(settings),
            repeats: run.repeats,
            max_cost: run.maxCostUsd ?? null,
            total_cells: run.cells.total,
            succeeded_cells: 0,
            failed_cells: 0,
            cancelled_cells: 0,
            total_cost: 0,
            cost_basis: 'free',
            tokens_in: 0,
            tokens_out: 0,
            created_at: run.createdAt,
            updated_at: run.updatedAt,
            completed_at: null,
          }),
        ),
        ...run.variants.map((variant) => {
          const colon = variant.model.indexOf(':');
          return write(
            db.insertInto('run_variants').values({
              id: variant.id,
              run_id: run.id,
              position: variant.position,
              prompt_version_id: null,
              prompt_index: variant.prompt,
              provider: variant.model.slice(0, colon),
              model: variant.model.slice(colon + 1),
              label: variant.label,
            }),
          );
        }),
      ];
    },

    insertCells(runId, cells, at) {
      const writes: Write[] = [];
      for (let from = 0; from < cells.length; from += cellsInOneInsert) {
        const values = cells.slice(from, from + cellsInOneInsert).map((cell) => ({
          id: cell.id,
          run_id: runId,
          variant_id: cell.variantId,
          row_index: cell.row,
          repeat_index: cell.repeat,
          status: 'pending',
          updated_at: at,
        }));
        writes.push(write(db.insertInto('cells').values(values as never)));
      }
      return writes;
    },

    setStatus: (id, { status, reason, at, completedAt }, from) =>
      write(
        db
          .updateTable('runs')
          .set({ status, error: reason ?? null, updated_at: at, completed_at: completedAt ?? null })
          .where('id', '=', id)
          .where('status', 'in', [...from]),
        1,
      ),

    addProgress: (id, { counts, inputTokens, outputTokens, usd, basis }, at) =>
      write(
        db
          .updateTable('runs')
          .set((set) => ({
            succeeded_cells: set('succeeded_cells', '+', counts.succeeded),
            failed_cells: set('failed_cells', '+', counts.failed),
            cancelled_cells: set('cancelled_cells', '+', counts.cancelled),
            tokens_in: set('tokens_in', '+', inputTokens),
            tokens_out: set('tokens_out', '+', outputTokens),
            total_cost: set('total_cost', '+', usd),
            cost_basis: basis,
            updated_at: at,
          }))
          .where('id', '=', id),
      ),

    recount(id, at) {
      const counted = (status: CellStatus) =>
        db
          .selectFrom('cells')
          .select((select) => select.fn.countAll<number>().as('count'))
          .where('run_id', '=', id)
          .where('status', '=', status);
      return write(
        db
          .updateTable('runs')
          .set({
            succeeded_cells: counted('succeeded'),
            failed_cells: counted('failed'),
            cancelled_cells: counted('cancelled'),
            updated_at: at,
          })
          .where('id', '=', id),
      );
    },

    updateCell(id, patch, from, at) {
      const { usage, cost, timing, error } = patch;
      return write(
        db
          .updateTable('cells')
          .set({
            status: patch.status,
            output: patch.output ?? null,
            thinking: patch.thinking ?? null,
            usage: json(usage),
            tokens_in: usage?.inputTokens ?? null,
            tokens_out: usage?.outputTokens ?? null,
            cost: cost?.usd ?? null,
            cost_basis: cost?.basis ?? null,
            ttft_ms: timing?.ttftMs ?? null,
            latency_ms: timing?.totalMs ?? null,
            error: json(error),
            error_code: error?.code ?? null,
            warnings: json(patch.warnings),
            updated_at: at,
          })
          .where('id', '=', id)
          .where('status', 'in', [...from]),
        1,
      );
    },

    moveCells(runId, from, to, at) {
      const graded = db
        .selectFrom('cells')
        .select('id')
        .where('run_id', '=', runId)
        .where('status', 'in', [...from]);
      const emptied = {
        output: null,
        thinking: null,
        usage: null,
        error: null,
        error_code: null,
        warnings: null,
      };
      return [
        ...(to === 'pending' ? [write(db.deleteFrom('grades').where('cell_id', 'in', graded))] : []),
        write(
          db
            .updateTable('cells')
            .set({ status: to, updated_at: at, ...(to === 'pending' ? emptied : {}) })
            .where('run_id', '=', runId)
            .where('status', 'in', [...from]),
        ),
      ];
    },

    setGrades: (cellId, grades, at) =>
      grades.map(({ id, graderId, result }) =>
        write(
          db.insertInto('grades').values({
            id,
            cell_id: cellId,
            grader_id: graderId,
            manual: 0,
            verdict: result.passed ? 'pass' : 'fail',
            score: null,
            detail: result.detail ?? null,
            created_at: at,
          }),
        ),
      ),

    async get(id) {
      return (await withVariants(await columns.where('id', '=', id).execute()))[0];
    },

    async list({ projectId, limit }) {
      let query = columns.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit);
      if (projectId !== undefined) query = query.where('project_id', '=', projectId);
      return withVariants(await query.execute());
    },

    async running() {
      return withVariants(await columns.where('status', '=', 'running').orderBy('created_at').execute());
    },

    async pending(runId, variantId, afterN, limit) {
      const rows = await db
        .selectFrom('cells')
        .select(['n', 'id', 'row_index', 'repeat_index'])
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
      }));
    },

    async cells(runId, { after, limit, updatedSince }) {
      let query = db.selectFrom('cells').selectAll().where('run_id', '=', runId).orderBy('n').limit(limit);
      if (after !== undefined) {
        query = query.where('n', '>', (where) =>
          where.selectFrom('cells').select('n').where('id', '=', after),
        );
      }
      if (updatedSince !== undefined) query = query.where('updated_at', '>=', updatedSince);
      const rows = await query.execute();
      if (rows.length === 0) return [];
      const [first, last] = [rows[0]!.n, rows.at(-1)!.n];
      const grades = await db
        .selectFrom('grades')
        .innerJoin('graders', 'graders.id', 'grades.grader_id')
        .innerJoin('cells', 'cells.id', 'grades.cell_id')
        .select(['grades.cell_id', 'graders.name', 'grades.verdict', 'grades.detail'])
        .where('cells.run_id', '=', runId)
        .where('cells.n', '>=', first)
        .where('cells.n', '<=', last)
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
  };
}
