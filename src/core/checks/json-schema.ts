import type { Check } from '../../protocol/checks.ts';
import { jsonIn } from '../json-text.ts';
import { answerProper } from './answer-text.ts';
import type { CheckKind, Read } from './kind.ts';

type SchemaCheck = Extract<Check, { type: 'json-schema' }>;

function read(text: string): Read<SchemaCheck> {
  if (text.trim() === '') return { problem: 'Write the JSON Schema that the answer must fit.' };
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    return { problem: `This is not JSON: ${(error as Error).message}.` };
  }
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    return { problem: 'A JSON Schema is an object, like {"type": "object"}.' };
  return { check: { type: 'json-schema', schema: schema as Record<string, unknown> } };
}

export const jsonSchema: CheckKind<SchemaCheck> = {
  version: 2,
  takes: ['value'],
  parse: ({ value = '' }) => read(value),
  notate: ({ schema }) => `json-schema==${JSON.stringify(schema)}`,
  templates: () => [],
  // Whether the schema itself is right is tried where it cannot hold up anybody.
  problem: () => undefined,
  judge({ schema }, answer) {
    const found = jsonIn(answerProper(answer));
    if (!found) return { verdict: 'fail', detail: 'it is not JSON' };
    return { trial: { schema, value: found.value }, misfit: 'it does not fit the schema' };
  },
  form: {
    name: 'JSON Schema',
    help: 'The answer is JSON that fits this schema.',
    value: { label: 'JSON Schema', example: '{"type": "object"}' },
    write: ({ schema }) => ({ value: JSON.stringify(schema) }),
    read: ({ value }) => read(value),
  },
};
