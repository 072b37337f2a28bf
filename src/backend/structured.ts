import { jsonIn } from '../core/json-text.ts';
import type { Trials } from '../core/ports/trials.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Warning } from '../protocol/generation.ts';

/** Answers undefined, or what does not fit. */
type Validate = (value: unknown) => Promise<string | undefined>;

/**
 * A check against a JSON Schema (draft 2020-12, or draft-07 where `$schema` says so).
 *
 * @throws AbaiError `invalid` when the schema itself is wrong.
 */
export async function schemaCheck(trials: Trials, schema: Record<string, unknown>): Promise<Validate> {
  const [first] = await trials.run([{ schema, value: null }]);
  if (first?.fits === undefined && first?.detail !== undefined)
    throw new AbaiError('invalid', `This is not a JSON Schema that can be used: ${first.detail}.`);
  return async (value) => {
    const [result] = await trials.run([{ schema, value }]);
    return result?.fits ? undefined : (result?.detail ?? 'it was not checked');
  };
}

/** Throws AbaiError `invalid` when a schema is wrong, or says something that nobody would check. */
export async function requireSchema(trials: Trials, schema: Record<string, unknown>): Promise<void> {
  const problem = await trials.problemOf(schema);
  if (problem !== undefined)
    throw new AbaiError('invalid', `This is not a JSON Schema that can be used: ${problem}.`);
}

/** The answer's JSON, when it fits. */
export async function structuredData(
  text: string,
  check: Validate,
  details: Record<string, unknown>,
): Promise<unknown> {
  const found = jsonIn(text);
  if (!found) {
    throw new AbaiError('provider', 'The model did not answer with JSON. Its answer is kept; ask again.', {
      details,
    });
  }
  const mismatch = await check(found.value);
  if (mismatch !== undefined) {
    throw new AbaiError('provider', `The model's JSON does not fit the schema: ${mismatch}. Ask again.`, {
      details,
    });
  }
  return found.value;
}

/** What is to say about an answer that should have been JSON of a schema; undefined when it is. */
export type AnswerCheck = (text: string) => Promise<Warning | undefined>;

/** Throws AbaiError `invalid` when the schema itself is wrong; without a schema there is nothing to check. */
export async function answerCheck(
  trials: Trials,
  schema: Record<string, unknown> | undefined,
): Promise<AnswerCheck | undefined> {
  if (!schema) return undefined;
  const check = await schemaCheck(trials, schema);
  return async (text) => {
    const found = jsonIn(text);
    if (!found)
      return { code: 'schema-mismatch', message: 'The answer is not JSON, which the schema asks for.' };
    const mismatch = await check(found.value);
    if (mismatch === undefined) return undefined;
    return { code: 'schema-mismatch', message: `The answer does not fit the JSON Schema: ${mismatch}.` };
  };
}
