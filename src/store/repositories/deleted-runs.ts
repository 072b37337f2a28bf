import type { Kysely } from 'kysely';
import type { RunDeletion } from '../../core/ports/run-store.ts';
import type { Schema } from '../schema.ts';

export function deletedRuns(db: Kysely<Schema>): RunDeletion {
  return {
    // What is deleted runs no more, also not after a restore.
    markDeleted: (id, at) => ({
      sql: `update runs set deleted_at = ?, status = case status when 'running' then 'paused' else status end
        where id = ? and deleted_at is null`,
      parameters: [at, id],
      expectRows: 1,
    }),

    restore: (id) => ({
      sql: 'update runs set deleted_at = null where id = ? and deleted_at is not null',
      parameters: [id],
      expectRows: 1,
    }),

    async deletedSince(before) {
      const rows = await db
        .selectFrom('runs')
        .select('id')
        .where('deleted_at', 'is not', null)
        .where('deleted_at', '<=', before)
        .execute();
      return rows.map(({ id }) => id);
    },

    removeCells: (id, limit) => ({
      sql: `delete from cells where n in (select n from cells where run_id = ? order by n limit ?)
        and (select deleted_at from runs where id = ?) is not null`,
      parameters: [id, limit, id],
    }),

    async hasCells(id) {
      const row = await db
        .selectFrom('cells')
        .select('n')
        .where('run_id', '=', id)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    remove: (id) => [
      {
        sql: `delete from graders where id in (select value from json_each(
          (select settings from runs where id = ? and deleted_at is not null), '$.graderIds'))`,
        parameters: [id],
      },
      { sql: 'delete from runs where id = ? and deleted_at is not null', parameters: [id] },
    ],
  };
}
