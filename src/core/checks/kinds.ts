import type { Check } from '../../protocol/checks.ts';
import { contains } from './contains.ts';
import { equals } from './equals.ts';
import { json } from './json.ts';
import { jsonSchema } from './json-schema.ts';
import type { CheckKind } from './kind.ts';
import { number } from './number.ts';
import { regex } from './regex.ts';
import { response } from './response.ts';

type Kinds = { [T in Check['type']]: CheckKind<Extract<Check, { type: T }>> };

/** Every kind of check, in the order in which a person is offered them. This is the only list. */
const kinds = {
  number,
  equals,
  contains,
  regex,
  json,
  'json-schema': jsonSchema,
  response,
} satisfies Kinds;

export const checkTypes = Object.keys(kinds) as Check['type'][];

/** Undefined for a kind that this build does not know, such as one that a newer build stored. */
export function kindOf<C extends Check>(check: C): CheckKind<C> | undefined {
  return Object.hasOwn(kinds, check.type)
    ? (kinds as unknown as Record<string, CheckKind<C>>)[check.type]
    : undefined;
}

/** The notation of a check, such as `number=={{expected}}`: its name wherever it is shown. */
export function checkNotation(check: Check): string {
  return kindOf(check)?.notate(check) ?? String(check.type);
}

/** Why a check cannot be used; undefined when it can. */
export function checkProblem(check: Check): string | undefined {
  const kind = kindOf(check);
  return kind ? kind.problem(check) : `There is no check "${check.type}" in this version of A-B/AI.`;
}

/** Texts of a check with `{{column}}` in them. */
export function checkTemplates(check: Check): readonly string[] {
  return kindOf(check)?.templates(check) ?? [];
}
