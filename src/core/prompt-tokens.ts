import type { RunPrompt } from '../protocol/runs.ts';
import { estimateTokens } from './estimate.ts';
import { parseTemplate } from './template.ts';

/** Tokens that a chat wraps around a message. */
const wrapping = 7;
/** Characters of one value that are looked at; the rest is taken to be like them. */
const lookedAt = 20_000;

function tokensOf(text: string): number {
  if (text.length <= lookedAt) return estimateTokens(text).tokens;
  return Math.round((estimateTokens(text.slice(0, lookedAt)).tokens * text.length) / lookedAt);
}

/**
 * The tokens of each prompt for each row: by prompt, then by row. Values are looked at once for all prompts, by their
 * column. Images count by themselves. What is around each prompt, such as a schema, counts with `extra`.
 */
export function promptTokens(
  prompts: readonly RunPrompt[],
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  extra: string,
): number[][] {
  const columns = new Map<number, number[]>();
  const column = (at: number) => {
    let tokens = columns.get(at);
    if (!tokens) {
      tokens = rows.map((values) => tokensOf(values[at] ?? ''));
      columns.set(at, tokens);
    }
    return tokens;
  };
  const around = wrapping + tokensOf(extra);
  return prompts.map(({ template, system = '' }) => {
    const parts = [...parseTemplate(template).parts, ...parseTemplate(system).parts];
    const fixed = parts.map((part) => ('text' in part ? part.text : '')).join('');
    const used = parts.flatMap((part) => ('name' in part ? [headers.indexOf(part.name)] : []));
    const values = used.filter((at) => at >= 0).map(column);
    const base = tokensOf(fixed) + around + (system === '' ? 0 : wrapping);
    return rows.map((_row, at) => values.reduce((sum, tokens) => sum + tokens[at]!, base));
  });
}
