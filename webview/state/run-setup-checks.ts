import type { Check } from '../../src/protocol/checks.ts';
import { t } from '../words/translate.ts';
import { readSchema } from './run-setup-schema.ts';

export type CheckType = Check['type'];

/** A check as it is written. */
export interface CheckForm {
  type: CheckType;
  /** What is expected, the pattern of a regex, or the text of a schema. */
  value: string;
  /** The column in whose place `value` stands; absent when a fixed value is compared with. */
  column?: string;
  ignoreCase: boolean;
  tolerance: string;
  /** Of a regex, those that have no field. */
  flags?: string;
}

/** The kinds in the order of the list, as a person would say them. */
export const checkKinds = (): readonly { type: CheckType; name: string; help: string }[] => [
  { type: 'number', name: t('Number'), help: t('The last number in the answer equals the expected one.') },
  { type: 'equals', name: t('Equals'), help: t('The whole answer equals the expected text.') },
  { type: 'contains', name: t('Contains'), help: t('The expected text stands somewhere in the answer.') },
  { type: 'regex', name: t('Regex'), help: t('A regular expression matches in the answer.') },
  { type: 'json', name: t('Valid JSON'), help: t('The answer is JSON.') },
  { type: 'json-schema', name: t('JSON Schema'), help: t('The answer is JSON that fits this schema.') },
  {
    type: 'response',
    name: t('<response> tag'),
    help: t('What stands between <response> and </response> equals the expected text.'),
  },
];

/** Kinds that are compared with a column or a value. */
export function comparesWithText(type: CheckType): boolean {
  return type === 'equals' || type === 'contains' || type === 'number' || type === 'response';
}

/** A new check of a table: it compares with the column that looks like the wanted answer. */
export function newCheck(type: CheckType, headers: readonly string[]): CheckForm {
  const usual = ['expected', 'answer', 'target', 'label', 'output', 'solution', 'result'];
  const column = usual
    .map((word) => headers.find((header) => header.trim().toLowerCase() === word))
    .find((found) => found !== undefined);
  const made: CheckForm = { type, value: '', ignoreCase: type === 'contains', tolerance: '' };
  return comparesWithText(type) && column !== undefined ? { ...made, column } : made;
}

/** A check that is kept, to be written on. */
export function checkForm(check: Check): CheckForm {
  const empty = { type: check.type, value: '', ignoreCase: false, tolerance: '' };
  switch (check.type) {
    case 'json':
      return empty;
    case 'json-schema':
      return { ...empty, value: JSON.stringify(check.schema) };
    case 'regex':
      return {
        ...empty,
        value: check.pattern,
        ignoreCase: check.flags?.includes('i') ?? false,
        ...(check.flags ? { flags: check.flags.replace('i', '') } : {}),
      };
    default: {
      const column = /^\{\{([^{}]+)\}\}$/.exec(check.expected)?.[1];
      return {
        ...empty,
        ...(column === undefined ? { value: check.expected } : { column }),
        ignoreCase: 'ignoreCase' in check && check.ignoreCase === true,
        tolerance: check.type === 'number' && check.tolerance !== undefined ? String(check.tolerance) : '',
      };
    }
  }
}

/** What a check says, or what is wrong with it. */
export function readCheck(form: CheckForm): { check?: Check; problem?: string } {
  const ignoreCase = form.ignoreCase ? { ignoreCase: true } : {};
  const expected = form.column === undefined ? form.value : `{{${form.column}}}`;
  if (comparesWithText(form.type) && expected.trim() === '') {
    return { problem: t('Choose a column or write the value to compare with.') };
  }
  switch (form.type) {
    case 'json':
      return { check: { type: 'json' } };
    case 'json-schema': {
      const { value, problem } = readSchema(form.value);
      if (value) return { check: { type: 'json-schema', schema: value } };
      return { problem: problem ?? t('Write the JSON Schema that the answer must fit.') };
    }
    case 'regex':
      return readRegex(form);
    case 'number':
      return readNumberCheck(form, expected);
    default:
      return { check: { type: form.type, expected, ...ignoreCase } };
  }
}

function readRegex({ value, ignoreCase, flags: others = '' }: CheckForm): {
  check?: Check;
  problem?: string;
} {
  if (value === '') return { problem: t('Write the regular expression.') };
  try {
    new RegExp(value, others);
  } catch (error) {
    return { problem: `${(error as Error).message}.` };
  }
  const flags = `${ignoreCase ? 'i' : ''}${others}`;
  return { check: { type: 'regex', pattern: value, ...(flags === '' ? {} : { flags }) } };
}

function readNumberCheck(form: CheckForm, expected: string): { check?: Check; problem?: string } {
  if (form.tolerance.trim() === '') return { check: { type: 'number', expected } };
  const tolerance = Number(form.tolerance);
  if (!(tolerance >= 0)) return { problem: t('The tolerance is a number, like 0.01.') };
  return { check: { type: 'number', expected, tolerance } };
}
