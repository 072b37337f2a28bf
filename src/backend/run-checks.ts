import type { SchemaMismatch } from '../core/check-answer.ts';
import type { Check } from '../protocol/checks.ts';
import { schemaCheck } from './structured.ts';

/** The validators of the checks' schemas, made before the first answer. Throws AbaiError `invalid` for a wrong schema. */
export async function mismatchOf(checks: readonly Check[]): Promise<SchemaMismatch> {
  const validators = new Map<string, (value: unknown) => string | undefined>();
  for (const check of checks) {
    if (check.type === 'json-schema')
      validators.set(JSON.stringify(check.schema), await schemaCheck(check.schema));
  }
  return (schema, value) => validators.get(JSON.stringify(schema))?.(value);
}
