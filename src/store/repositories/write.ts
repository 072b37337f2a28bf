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
 * fits any property: what the column holds was checked when it was written.
 */
export function field<K extends string>(name: K, text: string | null): { [P in K]?: never } {
  return text === null ? {} : ({ [name]: JSON.parse(text) } as { [P in K]?: never });
}

/** A plain column, likewise. */
export function plain<K extends string, T>(name: K, value: T | null): { [P in K]?: T } {
  return value === null ? {} : ({ [name]: value } as { [P in K]?: T });
}
