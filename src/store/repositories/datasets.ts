import type { Kysely, Selectable } from 'kysely';
import type { Datasets } from '../../core/ports/run-store.ts';
import type { Dataset } from '../../protocol/datasets.ts';
import type { Schema } from '../schema.ts';
import { plain, texts, write } from './write.ts';

/** Before the checksum of a dataset whose rows are still coming. */
const incomplete = 'incomplete:';

function toDataset(row: Selectable<Schema['datasets']>): Dataset {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    ...plain('sourceFile', row.source_file),
    checksum: row.checksum,
    headers: texts(row.headers),
    rowCount: row.row_count,
    createdAt: row.created_at,
  };
}

export function datasetsRepository(db: Kysely<Schema>): Datasets {
  return {
    insertIncomplete: (dataset) =>
      write(
        db.insertInto('datasets').values({
          id: dataset.id,
          project_id: dataset.projectId,
          name: dataset.name,
          source_file: dataset.sourceFile ?? null,
          checksum: incomplete + dataset.id,
          headers: JSON.stringify(dataset.headers),
          row_count: dataset.rowCount,
          created_at: dataset.createdAt,
        }),
      ),
    complete: (id, checksum) => write(db.updateTable('datasets').set({ checksum }).where('id', '=', id), 1),
    move: ({ id, name, sourceFile }) =>
      write(
        db
          .updateTable('datasets')
          .set({ name, source_file: sourceFile ?? null })
          .where('id', '=', id),
      ),
    // One parameter for all of them: a thousand of their own cost three times as much.
    insertRows: (datasetId, rows) => ({
      sql: `insert into dataset_rows (dataset_id, row_index, row_values, checksum)
        select ?, value ->> 0, value ->> 1, '' from json_each(?)`,
      parameters: [
        datasetId,
        JSON.stringify(rows.map(({ index, values }) => [index, JSON.stringify(values)])),
      ],
    }),
    removeRows: (datasetId, limit) => ({
      sql: `delete from dataset_rows where n in (select n from dataset_rows where dataset_id = ? limit ?)`,
      parameters: [datasetId, limit],
    }),
    remove: (id) => write(db.deleteFrom('datasets').where('id', '=', id)),
    async incomplete() {
      const rows = await db
        .selectFrom('datasets')
        .select('id')
        .where('checksum', 'like', `${incomplete}%`)
        .execute();
      return rows.map(({ id }) => id);
    },
    async get(id) {
      const row = await db.selectFrom('datasets').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toDataset(row);
    },
    async findByChecksum(projectId, checksum) {
      const row = await db
        .selectFrom('datasets')
        .selectAll()
        .where('project_id', '=', projectId)
        .where('checksum', '=', checksum)
        .executeTakeFirst();
      return row && toDataset(row);
    },
    async list(projectId) {
      const rows = await db
        .selectFrom('datasets')
        .selectAll()
        .where('project_id', '=', projectId)
        .where('checksum', 'not like', `${incomplete}%`)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return rows.map(toDataset);
    },
    async rows(datasetId, from, limit) {
      const rows = await db
        .selectFrom('dataset_rows')
        .select(['row_index', 'row_values'])
        .where('dataset_id', '=', datasetId)
        .where('row_index', '>=', from)
        .orderBy('row_index')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ index: row.row_index, values: texts(row.row_values) }));
    },
  };
}
