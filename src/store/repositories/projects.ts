import type { Kysely, Selectable } from 'kysely';
import type { Projects } from '../../core/ports/store.ts';
import type { Project } from '../../protocol/projects.ts';
import type { ProjectsTable, Schema } from '../schema.ts';
import { field, plain, write } from './write.ts';

function toProject(row: Selectable<ProjectsTable>): Project {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    settings: field('settings', row.settings).settings ?? {},
    createdAt: row.created_at,
    lastUsed: row.last_used,
    ...plain('archivedAt', row.archived_at),
  };
}

export function projectsRepository(db: Kysely<Schema>): Projects {
  return {
    insert: (project) =>
      write(
        db.insertInto('projects').values({
          id: project.id,
          name: project.name,
          description: project.description,
          settings: JSON.stringify(project.settings),
          archived_at: project.archivedAt ?? null,
          created_at: project.createdAt,
          last_used: project.lastUsed,
        }),
      ),
    touch: (id, at) => write(db.updateTable('projects').set({ last_used: at }).where('id', '=', id), 1),
    rename: (id, name) => write(db.updateTable('projects').set({ name }).where('id', '=', id), 1),
    patchSettings: (id, patch) => ({
      sql: 'update projects set settings = json_patch(settings, ?) where id = ?',
      parameters: [JSON.stringify(patch), id],
      expectRows: 1,
    }),
    archive: (id, at) => ({
      sql: `update projects set archived_at = ? where id = ? and archived_at is null
        and exists (select 1 from projects as other where other.id <> ? and other.archived_at is null)`,
      parameters: [at, id, id],
      expectRows: 1,
    }),
    unarchive: (id) => write(db.updateTable('projects').set({ archived_at: null }).where('id', '=', id), 1),
    async get(id) {
      const row = await db.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toProject(row);
    },
    async list() {
      const rows = await db
        .selectFrom('projects')
        .selectAll()
        .orderBy('last_used', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return rows.map(toProject);
    },
  };
}
