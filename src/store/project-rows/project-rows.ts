import type { ProjectRow, ProjectRows, Write } from '../../core/ports/store.ts';
import type { Engine } from '../engine/engine.ts';
import type { SqlParameter } from '../engine/values.ts';
import { rowChecker } from './check-rows.ts';
import { type Columns, ownedTables, readColumns } from './columns.ts';
import { readProject } from './read-project.ts';
import type { Snapshot } from './snapshot.ts';
import { projectTables } from './tables.ts';

/** The port's view of a project as rows. `snapshot` makes the copy that one is read from. */
export function projectRows(engine: Engine, snapshot: () => Promise<Snapshot>): ProjectRows {
  let columns: Promise<Columns> | undefined;
  let ready: Columns | undefined;
  const load = async () => {
    columns ??= readColumns(engine);
    ready = await columns;
    return ready;
  };
  return {
    async *read(projectId) {
      const copy = await snapshot();
      try {
        yield* readProject(copy.engine, await load(), projectId);
      } finally {
        await copy.remove();
      }
    },
    check: async (mended) => rowChecker(await load(), mended),
    async anyTaken(rows) {
      const byTable = new Map<string, string[]>();
      for (const { table, row } of rows) {
        if (typeof row.id === 'string') byTable.set(table, [...(byTable.get(table) ?? []), row.id]);
      }
      for (const [table, ids] of byTable) {
        const marks = ids.map(() => '?').join(', ');
        const found = await engine.read(`select 1 from ${table} where id in (${marks}) limit 1`, ids);
        if (found.length) return true;
      }
      return false;
    },
    insert(row, projectId, newId) {
      if (!ready) throw new Error('A row is inserted only after it was checked.');
      return insertion(ready, row, projectId, newId);
    },
    fitCounts,
    // Runs first: they hold on to datasets and versions of prompts.
    remove: (projectId) => [
      { sql: 'delete from runs where project_id = ?', parameters: [projectId] },
      { sql: 'delete from projects where id = ?', parameters: [projectId] },
    ],
  };
}

/** Whoever goes through a run or a table row by row believes its counts. What is true already is left as it is. */
function fitCounts(projectId: string): Write[] {
  const counted = (status: string) =>
    `(select count(*) from cells where run_id = runs.id and status = '${status}')`;
  const taken = 'coalesce((select max(row_index) + 1 from cells where run_id = runs.id), 0)';
  const all = 'coalesce((select row_count from datasets where id = runs.dataset_id), 1)';
  return [
    `update datasets set row_count = min(row_count,
      (select count(*) from dataset_rows where dataset_id = datasets.id)) where project_id = ?`,
    `update runs set total_cells = min(total_cells, (select count(*) from cells where run_id = runs.id)),
      succeeded_cells = min(succeeded_cells, ${counted('succeeded')}),
      failed_cells = min(failed_cells, ${counted('failed')}),
      cancelled_cells = min(cancelled_cells, ${counted('cancelled')}) where project_id = ?`,
    `update runs set settings = json_set(settings, '$.rows.taken', min(settings ->> '$.rows.taken', ${taken}),
      '$.rows.all', min(settings ->> '$.rows.all', ${all}))
      where project_id = ? and (settings ->> '$.rows.taken' > ${taken} or settings ->> '$.rows.all' > ${all})`,
  ].map((sql) => ({ sql, parameters: [projectId] }));
}

/** A run's settings name its graders. */
function settingsWith(settings: unknown, newId: (id: string) => string): unknown {
  const { graderIds } = (settings ?? {}) as { graderIds?: unknown };
  if (!Array.isArray(graderIds)) return settings;
  return { ...(settings as object), graderIds: graderIds.map((id) => newId(String(id))) };
}

function insertion(
  columns: Columns,
  { table, row }: ProjectRow,
  projectId: string,
  newId: (id: string) => string,
): Write {
  const { references = {}, json = {} } = projectTables[table] ?? {};
  const names: string[] = [];
  const parameters: SqlParameter[] = [];
  const add = (name: string, value: SqlParameter) => {
    names.push(`"${name}"`);
    parameters.push(value);
  };
  for (const { name, nullable } of columns.get(table) ?? []) {
    const value = row[name];
    if (value === undefined) {
      // Named all the same, so that all rows of a table share one prepared statement.
      if (nullable) add(name, null);
    } else if (name === 'id') add(name, table === 'projects' ? projectId : newId(value as string));
    else if (references[name]) add(name, newId(value as string));
    else if (table === 'runs' && name === 'settings') add(name, JSON.stringify(settingsWith(value, newId)));
    else if (name === 'message_ids') add(name, JSON.stringify((value as string[]).map(newId)));
    else if (name in json) add(name, JSON.stringify(value));
    else add(name, value as SqlParameter);
  }
  if (ownedTables.has(table)) add('project_id', projectId);
  const marks = names.map(() => '?').join(', ');
  return { sql: `insert into "${table}" (${names.join(', ')}) values (${marks})`, parameters };
}
