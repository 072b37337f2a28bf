import type { ProjectRow } from '../../core/ports/store.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { harmless } from './json-columns.ts';
import { type Column, projectTables } from './tables.ts';

/** Ids are ours or like ours; what every object has under its own name is none. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/u;
/** Characters of what a list shows of each of its rows, and of what stands for one of a few words. */
const longestName = 2000;
const names = new Set(['name', 'label', 'model', 'model_name', 'provider', 'file_name', 'type', 'hash']);
/** The last moment that has a year of four digits, in milliseconds since 1970. */
const lastMoment = Date.UTC(9999, 11, 31);

export function wrong(sentence: string): AbaiError {
  return new AbaiError('invalid', sentence);
}

export function shapeOf(value: unknown): ProjectRow {
  const isObject = (what: unknown) => typeof what === 'object' && what !== null && !Array.isArray(what);
  const { table, row } = (isObject(value) ? value : {}) as Partial<ProjectRow>;
  if (typeof table !== 'string' || !isObject(row)) throw wrong('this is no row of a project');
  return { table, row: row as ProjectRow['row'] };
}

/** The value as it is taken in. Throws AbaiError `invalid`. */
export function checkColumn(table: string, column: Column, value: unknown): unknown {
  const { json, jsonTexts, values, references } = projectTables[table] ?? {};
  const { name, type, required } = column;
  const where = `${table}.${name}`;
  if (value === undefined) {
    if (required) throw wrong(`${where} is missing`);
    return undefined;
  }
  const schema = json?.[name];
  if (schema) {
    if (!harmless(value)) throw wrong(`${where} is nested too deeply`);
    return fitting(where, schema, value);
  }
  if (type === 'text') {
    if (typeof value !== 'string') throw wrong(`${where} must be a text`);
    checkText(where, name, value, name === 'id' || references?.[name] !== undefined);
  } else checkNumber(where, column, value);
  const asText = jsonTexts?.[name];
  if (asText) return fitting(where, asText, value);
  const allowed = values?.[name];
  if (allowed && !allowed.includes(value as string)) {
    throw wrong(`${where} must be one of ${allowed.join(', ')}`);
  }
  return value;
}

function fitting(
  where: string,
  schema: NonNullable<(typeof projectTables)[string]['json']>[string],
  value: unknown,
) {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw wrong(`${where}: ${parsed.error.issues[0]?.message ?? 'not valid'}`);
}

function checkText(where: string, name: string, value: string, isId: boolean): void {
  if (isId && (!idPattern.test(value) || value in Object.prototype)) throw wrong(`${where} is no id`);
  if (names.has(name) && value.length > longestName)
    throw wrong(`${where} has more than ${longestName} characters`);
  if (name === 'day' && !isDay(value)) throw wrong(`${where} must be a day, as 2026-12-01`);
  // What its own machine had not wholly read would be swept away here, and hold up what needs it.
  if (where === 'datasets.checksum' && value.startsWith('incomplete:'))
    throw wrong(`${where} is of a table that was still being read`);
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function checkNumber(where: string, { name, type }: Column, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(`${where} must be a number`);
  if (type === 'integer' && !Number.isSafeInteger(value)) throw wrong(`${where} must be a whole number`);
  if (name !== 'score' && value < 0) throw wrong(`${where} must not be below 0`);
  const isTime = name === 'at' || name === 'timestamp' || name === 'last_used' || name.endsWith('_at');
  if (isTime && value > lastMoment) throw wrong(`${where} is no time`);
  if (name === 'repeats' && (value < 1 || value > mostRepeats))
    throw wrong(`${where} must be from 1 to ${mostRepeats}`);
  if (name === 'repeat_index' && value >= mostRepeats) throw wrong(`${where} is not below ${mostRepeats}`);
  if (name === 'max_cost' && value === 0) throw wrong(`${where} must be above 0`);
}

/** As a run may have at most. */
const mostRepeats = 100;
