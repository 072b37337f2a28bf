import type { ProjectRow } from '../../core/ports/store.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row, SqlParameter } from '../engine/values.ts';
import type { Columns } from './columns.ts';
import { projectTables } from './tables.ts';

/** Rows read at once: 200 cells of 2 KB are 400 KB, which hold up nobody. */
const pageRows = 200;
/** Rows whose text may be long are read fewer at once. */
const longRows = 50;

interface Level {
  table: string;
  /** SQL on the table, with `?` for the parent's id, or the project's. A `+` keeps SQLite from sorting each page. */
  where: string;
  /** How often the id stands in `where`. */
  ids?: number;
  page?: number;
  children?: readonly Level[];
  /** Children that are few for each row, read for a whole page at a time. */
  small?: readonly { table: string; parent: string }[];
}

const ownOrUsed = (used: string) => `(+project_id = ? or id in (${used}))`;
const usedVersions = `select v.prompt_version_id from run_variants v join runs r on r.id = v.run_id where r.project_id = ?`;
const messages: Level = { table: 'messages', where: 'conversation_id = ?', page: longRows };

const levels: readonly Level[] = [
  { table: 'projects', where: 'id = ?' },
  {
    table: 'prompts',
    where: ownOrUsed(`select prompt_id from prompt_versions where id in (${usedVersions})`),
    ids: 2,
    children: [{ table: 'prompt_versions', where: 'prompt_id = ?' }],
  },
  { table: 'prompt_versions', where: `prompt_id is null and id in (${usedVersions})` },
  {
    table: 'graders',
    where: ownOrUsed(`select grader_id from runs where project_id = ? union
      select g.grader_id from runs r join cells c on c.run_id = r.id join grades g on g.cell_id = c.id
      where r.project_id = ?`),
    ids: 3,
  },
  { table: 'profiles', where: '+project_id = ?' },
  {
    table: 'datasets',
    where: '+project_id = ?',
    children: [{ table: 'dataset_rows', where: 'dataset_id = ?' }],
  },
  {
    table: 'comparisons',
    where: '+project_id = ? and deleted_at is null',
    children: [
      { table: 'conversations', where: 'comparison_id = ?', children: [messages] },
      { table: 'votes', where: 'comparison_id = ?' },
    ],
  },
  { table: 'conversations', where: '+project_id = ? and comparison_id is null', children: [messages] },
  {
    table: 'runs',
    where: '+project_id = ? and deleted_at is null',
    children: [
      { table: 'run_variants', where: 'run_id = ?' },
      {
        table: 'cells',
        where: '+run_id = ?',
        small: [
          { table: 'cell_events', parent: 'cell_id' },
          { table: 'grades', parent: 'cell_id' },
        ],
      },
    ],
  },
  { table: 'activity', where: '+project_id = ?' },
];

/** Everything of a project, parents first, one page of rows in memory at a time. */
export async function* readProject(
  engine: Engine,
  columns: Columns,
  projectId: string,
): AsyncGenerator<ProjectRow> {
  for (const level of levels) yield* readLevel(engine, columns, level, projectId);
}

async function* readLevel(
  engine: Engine,
  columns: Columns,
  { table, where, ids = 1, page = pageRows, children = [], small = [] }: Level,
  id: SqlParameter,
): AsyncGenerator<ProjectRow> {
  const sql = `select rowid as "_rowid", ${namesOf(columns, table)} from ${table}
    where ${where} and rowid > ? order by rowid limit ${page}`;
  for (let last = 0; ; ) {
    const rows = await engine.read(sql, [...Array<SqlParameter>(ids).fill(id), last]);
    const followers = await Promise.all(small.map((each) => readSmall(engine, columns, each, rows)));
    for (const row of rows) {
      yield outside(table, row);
      for (const [i, { table: child }] of small.entries()) {
        for (const follower of followers[i]?.get(row.id) ?? []) yield outside(child, follower);
      }
      for (const child of children) yield* readLevel(engine, columns, child, row.id as string);
    }
    if (rows.length < page) return;
    last = Number(rows.at(-1)?._rowid);
  }
}

/** Rows of a table by the parent they are under, for these parents. */
async function readSmall(
  engine: Engine,
  columns: Columns,
  { table, parent }: { table: string; parent: string },
  parents: readonly Row[],
): Promise<Map<unknown, Row[]>> {
  const found = new Map<unknown, Row[]>();
  if (!parents.length) return found;
  const rows = await engine.read(
    `select ${namesOf(columns, table)} from ${table} where ${parent} in (${parents.map(() => '?').join(', ')}) order by rowid`,
    parents.map(({ id }) => id as string),
  );
  for (const row of rows) {
    const own = found.get(row[parent]);
    if (own) own.push(row);
    else found.set(row[parent], [row]);
  }
  return found;
}

function namesOf(columns: Columns, table: string): string {
  return (columns.get(table) ?? []).map(({ name }) => `"${name}"`).join(', ');
}

/** A row as it stands in a file. */
function outside(table: string, stored: Row): ProjectRow {
  const { json = {}, settled = {} } = projectTables[table] ?? {};
  const row: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(stored)) {
    if (value === null || name === '_rowid') continue;
    if (name in json) row[name] = JSON.parse(String(value));
    else row[name] = settled[name] ? settled[name](value) : value;
  }
  return { table, row };
}
