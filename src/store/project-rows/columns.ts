import type { Engine } from '../engine/engine.ts';
import { type Column, projectTables } from './tables.ts';

/** Row numbers are the machine's own, and the project is the one that the file is of. */
const neverWritten = ['n', 'project_id'];

/** The columns that a file has, by table, as the newest schema has them. */
export type Columns = ReadonlyMap<string, readonly Column[]>;

export async function readColumns(engine: Engine): Promise<Columns> {
  const columns = new Map<string, Column[]>();
  for (const [table, { leftOut = [] }] of Object.entries(projectTables)) {
    const rows = await engine.read('select name, type, "notnull", dflt_value, pk from pragma_table_info(?)', [
      table,
    ]);
    columns.set(
      table,
      rows
        .filter(({ name }) => !neverWritten.includes(String(name)) && !leftOut.includes(String(name)))
        .map((row) => ({
          name: String(row.name),
          type: String(row.type).toLowerCase() as Column['type'],
          required: (row.notnull === 1 || row.pk !== 0) && row.dflt_value === null,
          nullable: row.notnull === 0 && row.pk === 0,
        })),
    );
  }
  return columns;
}

/** Tables whose rows carry the project's id. */
export const ownedTables: ReadonlySet<string> = new Set([
  'prompts',
  'graders',
  'profiles',
  'datasets',
  'comparisons',
  'conversations',
  'votes',
  'runs',
  'activity',
]);
