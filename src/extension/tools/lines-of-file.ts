import { AbaiError } from '../../protocol/errors.ts';

/** Lines and characters that a model is given of one file at once. */
export const mostLines = 2000;
export const mostCharacters = 60_000;

/**
 * Lines `from` to `to` of a text, counted from 1, each with its number; cut at the limits with a word on how to go on.
 * Throws AbaiError `invalid` for lines that are not there.
 */
export function linesOf(text: string, name: string, from = 1, to = Number.POSITIVE_INFINITY): string {
  const lines = text.split(/\r\n|\r|\n/);
  if (from > lines.length || to < from) {
    throw new AbaiError('invalid', `${name} has ${lines.length} lines: ask for some of those.`);
  }
  const said: string[] = [];
  let characters = 0;
  let line = from;
  for (; line <= Math.min(to, lines.length) && said.length < mostLines; line++) {
    const numbered = `${line}: ${lines[line - 1]}`;
    if (characters + numbered.length > mostCharacters && said.length > 0) break;
    said.push(numbered.slice(0, mostCharacters));
    characters += numbered.length;
  }
  const head = `${name}, lines ${from} to ${line - 1} of ${lines.length}`;
  const more = line <= Math.min(to, lines.length) ? `\n[Ask again with startLine ${line} for the rest.]` : '';
  return `${head}\n${said.join('\n')}${more}`;
}
