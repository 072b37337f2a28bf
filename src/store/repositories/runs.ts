import type { Kysely, Selectable } from 'kysely';
import { checkNotation } from '../../core/checks/kinds.ts';
import type { Runs, StoredRun } from '../../core/ports/run-store.ts';
import type { Write } from '../../core/ports/store.ts';
import type { RunsTable, Schema } from '../schema.ts';
import { cellWrites } from './cell-writes.ts';
import { cellReads } from './cells.ts';
import { deletedRuns } from './deleted-runs.ts';
import { settingsOf, toRun } from './stored-run.ts';
import { json, write } from './write.ts';

export function runsRepository(db: Kysely<Schema>): Runs {
  const withVariants = async (rows: Selectable<RunsTable>[]): Promise<StoredRun[]> => {
    if (rows.length === 0) return [];
    const variants = await db
      .selectFrom('run_variants')
      .selectAll()
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
  const all = db.selectFrom('runs').selectAll();
  const there = all.where('deleted_at', 'is', null);

  const insertGraders = (run: StoredRun, at: number): Write[] =>
    run.checks.map((check, index) =>
      write(
        db.insertInto('graders').values({
          id: run.graderIds[index]!,
          project_id: run.projectId,
          type: 'check',
          name: checkNotation(check),
          settings: JSON.stringify(check),
          created_at: at,
        }),
      ),
    );

  return {
    ...cellWrites,
    ...cellReads(db),
    ...deletedRuns(db),

    insert: (run, versions) => [
      ...insertGraders(run, run.createdAt),
      write(
        db.insertInto('runs').values({
          id: run.id,
          project_id: run.projectId,
          dataset_id: run.datasetId,
          name: run.name,
          file_name: run.fileName ?? null,
          status: run.status,
          consent: run.consent ?? 'none',
          started_by: run.startedBy ?? null,
          error: null,
          settings: JSON.stringify(settingsOf(run)),
          repeats: run.repeats,
          max_cost: run.maxCostUsd ?? null,
          total_cells: run.cells.total,
          succeeded_cells: 0,
          failed_cells: 0,
          cancelled_cells: 0,
          total_cost: 0,
          cost_basis: 'free',
          dropped_cost: 0,
          tokens_in: 0,
          tokens_out: 0,
          created_at: run.createdAt,
          updated_at: run.updatedAt,
          completed_at: null,
          deleted_at: null,
        }),
      ),
      ...versions.map(({ id, hash }, index) => {
        const { template, system, images } = run.prompts[index]!;
        return {
          sql: `insert into prompt_versions (id, prompt_id, version, body, system, images, hash, created_at)
            select ?, null, 1, ?, ?, ?, ?, ? where not exists (select 1 from prompt_versions where hash = ?)`,
          parameters: [id, template, system ?? null, json(images), hash, run.createdAt, hash],
        };
      }),
      ...run.variants.map((variant) => {
        const colon = variant.model.indexOf(':');
        return {
          sql: `insert into run_variants
            (id, run_id, position, prompt_version_id, prompt_index, provider, model, label, parameters, schema, native)
            values (?, ?, ?, (select id from prompt_versions where hash = ? order by rowid limit 1), ?, ?, ?, ?, ?, ?, ?)`,
          parameters: [
            variant.id,
            run.id,
            variant.position,
            versions[variant.prompt]?.hash ?? '',
            variant.prompt,
            variant.model.slice(0, colon),
            variant.model.slice(colon + 1),
            variant.label,
            json(variant.parameters),
            json(run.schema),
            variant.native ? 1 : 0,
          ],
        };
      }),
    ],

    setStatus: (id, { status, reason, pausedBecause, at, completedAt }, from) => ({
      sql: `update runs set status = ?, error = ?, settings = json_patch(settings, ?), updated_at = ?, completed_at = ?
        where id = ? and status in (${from.map(() => '?').join()})`,
      parameters: [
        status,
        reason ?? null,
        // What is null is taken away.
        JSON.stringify({ pausedBecause: pausedBecause ?? null, waitsForKey: null }),
        at,
        completedAt ?? null,
        id,
        ...from,
      ],
      expectRows: 1,
    }),

    setStarter: (id, { consent, startedBy }) => ({
      sql: 'update runs set consent = ?, started_by = ? where id = ?',
      parameters: [consent, startedBy, id],
    }),

    setWaitsForKey: (id, sentence, at) => ({
      sql: 'update runs set settings = json_patch(settings, ?), updated_at = ? where id = ?',
      parameters: [JSON.stringify({ waitsForKey: sentence ?? null }), at, id],
    }),

    setCap: (id, maxCostUsd, at) => ({
      sql: 'update runs set max_cost = ?, updated_at = ? where id = ?',
      parameters: [maxCostUsd, at, id],
    }),

    rename: (id, name, at) => ({
      sql: 'update runs set name = ?, updated_at = ? where id = ?',
      parameters: [name, at, id],
    }),

    setRows: (id, rows, totalCells, at) => ({
      sql: `update runs set settings = json_set(settings, '$.rows', json(?)), total_cells = ?, updated_at = ? where id = ?`,
      parameters: [JSON.stringify(rows), totalCells, at, id],
    }),

    setChecks: (run, at) => [
      ...insertGraders(run, at),
      {
        sql: `update runs set settings = json_set(settings, '$.checks', json(?), '$.graderIds', json(?),
          '$.rechecking', json('true')), updated_at = ? where id = ?`,
        parameters: [JSON.stringify(run.checks), JSON.stringify(run.graderIds), at, run.id],
      },
    ],

    markUnjudged: (id) => ({
      sql: `update runs set settings = json_set(settings, '$.rechecking', json('true')) where id = ?`,
      parameters: [id],
    }),

    setRecheck: (id, progress, at) => ({
      sql: `update runs set settings = json_set(settings, '$.recheck', json(?)), updated_at = ? where id = ?`,
      parameters: [JSON.stringify(progress), at, id],
    }),

    endRecheck: (id, at) => ({
      sql: `update runs set settings = json_remove(settings, '$.rechecking', '$.recheck'), updated_at = ? where id = ?`,
      parameters: [at, id],
    }),

    addProgress: (id, { counts, inputTokens, outputTokens, usd, basis }, at) => ({
      sql: `update runs set succeeded_cells = succeeded_cells + ?, failed_cells = failed_cells + ?,
        cancelled_cells = cancelled_cells + ?, tokens_in = tokens_in + ?, tokens_out = tokens_out + ?,
        total_cost = total_cost + ?, cost_basis = ?, updated_at = ? where id = ?`,
      parameters: [
        counts.succeeded,
        counts.failed,
        counts.cancelled,
        inputTokens,
        outputTokens,
        usd,
        basis,
        at,
        id,
      ],
    }),

    addDropped: (id, usd, at) => ({
      sql: 'update runs set dropped_cost = dropped_cost + ?, updated_at = ? where id = ?',
      parameters: [usd, at, id],
    }),

    recount(id, at) {
      const counted = (status: string) =>
        `(select count(*) from cells where run_id = runs.id and status = '${status}')`;
      return {
        sql: `update runs set succeeded_cells = ${counted('succeeded')}, failed_cells = ${counted('failed')},
          cancelled_cells = ${counted('cancelled')}, updated_at = ? where id = ?`,
        parameters: [at, id],
      };
    },

    async get(id) {
      return (await withVariants(await there.where('id', '=', id).execute()))[0];
    },

    async getDeleted(id, after) {
      const rows = await all.where('id', '=', id).where('deleted_at', '>', after).execute();
      return (await withVariants(rows))[0];
    },

    async list({ projectId, limit, before }) {
      let query = there.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit);
      if (projectId !== undefined) query = query.where('project_id', '=', projectId);
      if (before) {
        query = query.where((where) =>
          where.or([
            where('created_at', '<', before.createdAt),
            where.and([where('created_at', '=', before.createdAt), where('id', '<', before.id)]),
          ]),
        );
      }
      return withVariants(await query.execute());
    },

    async unfinished() {
      const rechecking = db.dynamic.ref<'settings'>('settings');
      const query = there
        .where(({ eb, or }) =>
          or([eb('status', '=', 'running'), eb(rechecking, 'like', '%"rechecking":true%')]),
        )
        .orderBy('created_at');
      return withVariants(await query.execute());
    },
  };
}
