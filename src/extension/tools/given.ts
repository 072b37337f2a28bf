import { AbaiError } from '../../protocol/errors.ts';

type Given = Readonly<Record<string, unknown>>;

/** An argument as a model gave it. Throws AbaiError `invalid` when it is something else. */
export function textGiven(given: Given, name: string): string {
  const value = optionalText(given, name);
  if (value === undefined || value.trim() === '') throw new AbaiError('invalid', `“${name}” is missing.`);
  return value;
}

/** Null counts as not given: some vendors' models fill in what is optional. */
export function optionalText(given: Given, name: string): string | undefined {
  const value = given[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw new AbaiError('invalid', `“${name}” must be text.`);
}

export function optionalLine(given: Given, name: string): number | undefined {
  const value = given[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw new AbaiError('invalid', `“${name}” must be a whole number from 1 on.`);
}

export function optionalFlag(given: Given, name: string): boolean {
  const value = given[name] ?? false;
  if (typeof value === 'boolean') return value;
  throw new AbaiError('invalid', `“${name}” must be true or false.`);
}
