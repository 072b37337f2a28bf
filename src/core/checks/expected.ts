import { templateTokens } from '../template-parts.ts';
import type { CheckForm, Judgement, RowValues } from './kind.ts';

/** What is expected of a row's answer. A column that the table lacks has no value, so nothing is expected then. */
export function expectedOf(template: string, row: RowValues): string {
  return fill(template, row, (value) => value).trim();
}

/** Replaces `{{column}}` by the value that `write` makes of it; other braces stay as they are. */
export function fill(template: string, row: RowValues, write: (value: string) => string): string {
  let text = '';
  let at = 0;
  for (const { start, end, name } of templateTokens(template)) {
    text += template.slice(at, start);
    text += name === undefined ? '{{' : write(row.get(name) ?? '');
    at = end;
  }
  return text + template.slice(at);
}

/** Names of the columns that a text takes values from. */
export function columnsOf(template: string): string[] {
  return templateTokens(template).flatMap(({ name }) => name ?? []);
}

/** The judgement of a row that expects nothing. */
export const nothingExpected: Judgement = { verdict: 'none', detail: 'nothing is expected in this row' };

/** A text as a part of a sentence. */
export const quoted = (text: string) => (text.length > 60 ? `"${text.slice(0, 59)}…"` : `"${text}"`);

/** The text that a form compares with. */
export const writtenExpected = ({ column, value }: CheckForm) =>
  column === undefined ? value : `{{${column}}}`;

/** The form of what is expected: one column alone, or a value. */
export function expectedForm(expected: string): Partial<CheckForm> {
  const column = /^\{\{([^{}]+)\}\}$/.exec(expected)?.[1];
  return column === undefined ? { value: expected } : { column };
}

export const noExpectation = 'Choose a column or write the value to compare with.';
