import type { Compilable } from 'kysely';
import type { Write } from '../../core/ports/store.ts';

/** A compiled query as the port's opaque change. */
export function write(query: Compilable, expectRows?: number): Write {
  const { sql, parameters } = query.compile();
  return expectRows === undefined ? { sql, parameters } : { sql, parameters, expectRows };
}

/** JSON text for a column; null for what is absent. */
export function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/**
 * The value of a JSON column, under its name, when there is one: `{...field('usage', row.usage)}`. Typed `never`, which
 * fits any property: what the column holds was checked when it was written. What is no JSON is as if it were absent.
 */
export function field<K extends string>(name: K, text: string | null): { [P in K]?: never } {
  const value = text === null ? undefined : parsed(text);
  return value === undefined ? {} : ({ [name]: value } as unknown as { [P in K]?: never });
}

/** A column of texts as JSON. What is no such list holds none, so that one row cannot break every list it stands in. */
export function texts(text: string): string[] {
  const value = parsed(text);
  if (!Array.isArray(value)) return [];
  return value.every((each) => typeof each === 'string') ? value : value.map(asText);
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Undefined for what is no JSON, as an earlier version took it in with a project. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/** A plain column, likewise. */
export function plain<K extends string, T>(name: K, value: T | null): { [P in K]?: T } {
  return value === null ? {} : ({ [name]: value } as { [P in K]?: T });
}
