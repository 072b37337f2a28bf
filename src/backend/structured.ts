import type { Ajv as Classic } from 'ajv';
import { jsonIn } from '../core/json-text.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Warning } from '../protocol/generation.ts';

type Validate = (value: unknown) => string | undefined;

/**
 * A check against a JSON Schema (draft 2020-12, or draft-07 where `$schema` says so). It answers undefined, or what does
 * not fit. The validator is loaded on first use.
 *
 * @throws AbaiError `invalid` when the schema itself is wrong.
 */
export async function schemaCheck(schema: Record<string, unknown>): Promise<Validate> {
  const older = typeof schema.$schema === 'string' && schema.$schema.includes('draft-07');
  // By the default: in the bundle, a CommonJS module that is loaded late has no other export.
  const loaded: unknown = older ? (await import('ajv')).default : (await import('ajv/dist/2020.js')).default;
  const { Ajv, Ajv2020 } = loaded as { Ajv: typeof Classic; Ajv2020: typeof Classic };
  const ajv = new (older ? Ajv : Ajv2020)({ strict: false, allErrors: true, logger: false });
  try {
    const validate = ajv.compile(schema);
    return (value) => (validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'answer' }));
  } catch (error) {
    throw new AbaiError(
      'invalid',
      `This is not a JSON Schema that can be used: ${(error as Error).message}.`,
    );
  }
}

/** The answer's JSON, when it fits. */
export function structuredData(text: string, check: Validate, details: Record<string, unknown>): unknown {
  const found = jsonIn(text);
  if (!found) {
    throw new AbaiError('provider', 'The model did not answer with JSON. Its answer is kept; ask again.', {
      details,
    });
  }
  const mismatch = check(found.value);
  if (mismatch !== undefined) {
    throw new AbaiError('provider', `The model's JSON does not fit the schema: ${mismatch}. Ask again.`, {
      details,
    });
  }
  return found.value;
}

/** What is to say about an answer that should have been JSON of a schema; undefined when it is. */
export type AnswerCheck = (text: string) => Warning | undefined;

/** Throws AbaiError `invalid` when the schema itself is wrong; without a schema there is nothing to check. */
export async function answerCheck(
  schema: Record<string, unknown> | undefined,
): Promise<AnswerCheck | undefined> {
  if (!schema) return undefined;
  const check = await schemaCheck(schema);
  return (text) => {
    const found = jsonIn(text);
    if (!found)
      return { code: 'schema-mismatch', message: 'The answer is not JSON, which the schema asks for.' };
    const mismatch = check(found.value);
    if (mismatch === undefined) return undefined;
    return { code: 'schema-mismatch', message: `The answer does not fit the JSON Schema: ${mismatch}.` };
  };
}
