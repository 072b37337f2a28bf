import type { MendedPart, ProjectRow } from '../../core/ports/store.ts';
import { arriving } from './arriving.ts';
import { checkColumn, shapeOf, wrong } from './check-values.ts';
import type { Columns } from './columns.ts';
import { projectTables } from './tables.ts';

/** What is remembered of a row that others may name. */
type Remembered = Readonly<Record<string, unknown>>;

/** Rows of a table or a run may be numbered with gaps, as after a database was salvaged. Nobody counts up to a number that is out of all proportion. */
const mostGaps = 10_000;

/**
 * Checks the rows of one file in their order; remembers the ids it has seen. What passes is as it may stand here: at rest,
 * with nothing approved and no path of another machine; `mended` hears of what was not so. It can be inserted, but for
 * rows that are there twice.
 */
export function rowChecker(
  columns: Columns,
  mended: (part: MendedPart) => void = () => {},
): (value: unknown) => ProjectRow {
  const seen = new Map<string, Map<string, Remembered>>();
  /** How many rows of a numbered table came of the one that they are of. */
  let numbered = { key: '', rows: 0 };

  const remember = (table: string, row: ProjectRow['row']) => {
    const known = seen.get(table) ?? new Map<string, Remembered>();
    seen.set(table, known);
    if (row.id === undefined) return;
    const id = row.id as string;
    if (known.has(id)) throw wrong(`a second row of ${table} has the id "${id}"`);
    if (projectTables[table]?.countless) known.clear();
    known.set(id, remembered(table, row));
  };

  const checkReferences = (table: string, row: ProjectRow['row']) => {
    const { references = {}, alike = {} } = projectTables[table] ?? {};
    for (const [name, target] of Object.entries(references)) {
      const id = row[name];
      if (id === undefined) continue;
      const parent = seen.get(target)?.get(id as string);
      if (!parent) throw wrong(`${table}.${name} names a row of ${target} that did not come before`);
      const same = alike[name];
      if (same !== undefined && parent[same] !== row[same])
        throw wrong(`${table}.${name} names a row of ${target} with another ${same}`);
    }
    if (table === 'runs') checkGraders(row, seen.get('graders'));
    if (table === 'run_variants') checkPrompt(row, seen.get('runs')?.get(row.run_id as string));
  };

  const checkNumber = (table: string, row: ProjectRow['row']) => {
    const by = projectTables[table]?.numbered;
    if (!by) return;
    const key = `${table}:${row[by.of]}`;
    numbered = { key, rows: numbered.key === key ? numbered.rows + 1 : 1 };
    if (Number(row[by.by]) > numbered.rows * 2 + mostGaps)
      throw wrong(`${table}.${by.by} is larger than the number of rows allows`);
  };

  return (value) => {
    const { table, row: given } = shapeOf(value);
    const known = columns.get(table);
    if (!known) throw wrong(`there is no table "${table}"`);
    if ((table === 'projects') !== (seen.size === 0)) {
      throw wrong(
        table === 'projects' ? 'a file holds one project only' : 'the project has to come before all else',
      );
    }
    for (const name of Object.keys(given)) {
      if (!known.some((column) => column.name === name)) throw wrong(`${table} has no column "${name}"`);
    }
    const parts = new Set<MendedPart>();
    const settled = arriving(table, given, (part) => parts.add(part));
    const row: ProjectRow['row'] = {};
    for (const column of known) {
      const checked = checkColumn(table, column, settled[column.name]);
      if (checked !== undefined) row[column.name] = checked;
    }
    checkReferences(table, row);
    checkNumber(table, row);
    remember(table, row);
    for (const part of parts) mended(part);
    return { table, row };
  };
}

/** Only what others are held against: there may be a million. */
function remembered(table: string, row: ProjectRow['row']): Remembered {
  if (table === 'runs') {
    const { prompts } = row.settings as { prompts?: unknown[] };
    return { prompts: prompts?.length };
  }
  if (table === 'messages') return { conversation_id: row.conversation_id };
  if (table === 'run_variants') return { run_id: row.run_id };
  return {};
}

/** Each check of a run has its grader, at the same place. */
function checkGraders({ settings }: ProjectRow['row'], graders: ReadonlyMap<string, unknown> | undefined) {
  const { checks = [], graderIds = [] } = (settings ?? {}) as { checks?: unknown[]; graderIds?: string[] };
  if (checks.length !== graderIds.length || graderIds.some((id) => !graders?.has(id)))
    throw wrong('runs.settings names graders that did not come before');
}

function checkPrompt({ prompt_index }: ProjectRow['row'], run: Remembered | undefined): void {
  const prompts = Number(run?.prompts ?? 1);
  if (Number(prompt_index ?? 0) >= prompts)
    throw wrong('run_variants.prompt_index names no prompt of the run');
}
