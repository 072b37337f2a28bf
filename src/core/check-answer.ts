import type { Check, CheckResult } from '../protocol/checks.ts';
import { checkNotation } from './check-notation.ts';
import { jsonIn } from './json-text.ts';
import { fillTemplate, parseTemplate } from './template.ts';

/** Answers undefined when the value fits the schema, else what does not. The back end brings a real validator. */
export type SchemaMismatch = (schema: Record<string, unknown>, value: unknown) => string | undefined;

/** A number as people and models write it: sign, thousands separators, decimals, exponent. */
const numberPattern =
  /[-+−]?(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?|[-+−]?\.\d+/gu;

const shown = (text: string) => (text.length > 60 ? `"${text.slice(0, 59)}…"` : `"${text}"`);

/** The last number in a text; undefined when there is none. */
export function lastNumber(text: string): number | undefined {
  const last = [...text.matchAll(numberPattern)].at(-1)?.[0];
  if (last === undefined) return undefined;
  const value = Number(last.replace(/[,\u00a0\u202f]/gu, '').replace('−', '-'));
  return Number.isFinite(value) ? value : undefined;
}

/** What stands between the last pair of `<response>` tags. */
export function responseTag(text: string): string | undefined {
  return [...text.matchAll(/<response>([\s\S]*?)<\/response>/giu)].at(-1)?.[1]?.trim();
}

/** Checks one answer. `row` gives the values of `{{column}}` in what is expected. Never throws for an answer's sake. */
export function checkAnswer(
  check: Check,
  answer: string,
  row: ReadonlyMap<string, string>,
  mismatch: SchemaMismatch,
): CheckResult {
  const name = checkNotation(check);
  const detail = failureOf(check, answer, row, mismatch);
  return detail === undefined ? { name, passed: true } : { name, passed: false, detail };
}

function failureOf(
  check: Check,
  answer: string,
  row: ReadonlyMap<string, string>,
  mismatch: SchemaMismatch,
): string | undefined {
  const wanted = 'expected' in check ? fillTemplate(parseTemplate(check.expected), row).trim() : '';
  const folded = (text: string) => ('ignoreCase' in check && check.ignoreCase ? text.toLowerCase() : text);
  switch (check.type) {
    case 'equals':
      return folded(answer.trim()) === folded(wanted)
        ? undefined
        : `${shown(answer.trim())} is not ${shown(wanted)}`;
    case 'contains':
      return folded(answer).includes(folded(wanted)) ? undefined : `${shown(wanted)} is not in it`;
    case 'response': {
      const found = responseTag(answer);
      if (found === undefined) return 'there is no <response> tag';
      return folded(found) === folded(wanted) ? undefined : `${shown(found)} is not ${shown(wanted)}`;
    }
    case 'regex':
      return new RegExp(check.pattern, check.flags?.replace('g', '')).test(answer)
        ? undefined
        : 'it does not match';
    case 'number':
      return numberFailure(answer, wanted, check.tolerance ?? 0);
    case 'json':
      return jsonIn(answer) ? undefined : 'it is not JSON';
    case 'json-schema': {
      const found = jsonIn(answer);
      return found ? mismatch(check.schema, found.value) : 'it is not JSON';
    }
  }
}

function numberFailure(answer: string, wanted: string, tolerance: number): string | undefined {
  const expected = lastNumber(wanted);
  if (expected === undefined) return `${shown(wanted)}, which was expected, is no number`;
  const found = lastNumber(answer);
  if (found === undefined) return 'there is no number in it';
  // Binary fractions: 0.1 + 0.2 is as good as 0.3.
  const slack = tolerance + Number.EPSILON * 8 * Math.max(Math.abs(found), Math.abs(expected));
  return Math.abs(found - expected) <= slack ? undefined : `${found} is not ${expected}`;
}
