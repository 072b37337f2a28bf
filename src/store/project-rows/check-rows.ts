import type { ProjectRow } from '../../core/ports/store.ts';
import { AbaiError } from '../../protocol/errors.ts';
import type { Columns } from './columns.ts';
import { type Column, projectTables } from './tables.ts';

/** Longer ids than these are none of ours. */
const longestId = 128;

function wrong(sentence: string): AbaiError {
  return new AbaiError('invalid', sentence);
}

/**
 * Checks the rows of one file in their order; remembers the ids it has seen. Whatever passes can be inserted, but for
 * rows that are there twice.
 */
export function rowChecker(columns: Columns): (value: unknown) => ProjectRow {
  const seen = new Map<string, Set<string>>();

  const remember = (table: string, id: string) => {
    const known = seen.get(table) ?? new Set();
    if (known.has(id)) throw wrong(`a second row of ${table} has the id "${id}"`);
    if (projectTables[table]?.countless) known.clear();
    known.add(id);
    seen.set(table, known);
  };

  return (value) => {
    const { table, row } = shapeOf(value);
    const known = columns.get(table);
    if (!known) throw wrong(`there is no table "${table}"`);
    if ((table === 'projects') !== (seen.size === 0)) {
      throw wrong(
        table === 'projects' ? 'a file holds one project only' : 'the project has to come before all else',
      );
    }
    for (const name of Object.keys(row)) {
      if (!known.some((column) => column.name === name)) throw wrong(`${table} has no column "${name}"`);
    }
    for (const column of known) checkColumn(table, column, row[column.name]);
    for (const [name, target] of Object.entries(projectTables[table]?.references ?? {})) {
      const id = row[name];
      if (id !== undefined && !seen.get(target)?.has(id as string)) {
        throw wrong(`${table}.${name} names a row of ${target} that did not come before`);
      }
    }
    if (known.some(({ name }) => name === 'id')) remember(table, row.id as string);
    else seen.set(table, new Set());
    return { table, row };
  };
}

function shapeOf(value: unknown): ProjectRow {
  const isObject = (what: unknown) => typeof what === 'object' && what !== null && !Array.isArray(what);
  const { table, row } = (isObject(value) ? value : {}) as Partial<ProjectRow>;
  if (typeof table !== 'string' || !isObject(row)) throw wrong('this is no row of a project');
  return { table, row: row as ProjectRow['row'] };
}

function checkColumn(table: string, { name, type, required }: Column, value: unknown): void {
  const { json, values } = projectTables[table] ?? {};
  const where = `${table}.${name}`;
  if (value === undefined) {
    if (required) throw wrong(`${where} is missing`);
    return;
  }
  const schema = json?.[name];
  if (schema) {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw wrong(`${where}: ${parsed.error.issues[0]?.message ?? 'not valid'}`);
    return;
  }
  if (type === 'text' ? typeof value !== 'string' : !Number.isFinite(value)) {
    throw wrong(`${where} must be ${type === 'text' ? 'a text' : 'a number'}`);
  }
  if (type === 'integer' && !Number.isSafeInteger(value)) throw wrong(`${where} must be a whole number`);
  if (name === 'id' && (value === '' || (value as string).length > longestId))
    throw wrong(`${where} is no id`);
  const allowed = values?.[name];
  if (allowed && !allowed.includes(value as string)) {
    throw wrong(`${where} must be one of ${allowed.join(', ')}`);
  }
}
