import { lastBoxed } from './answer-text.ts';

/** Characters: nobody expects a longer term, and marks at its end are looked for from each of its characters. */
const longest = 2000;

/** A term without what is the same in all notations: marks around it, blanks, sizes of brackets and fractions. */
function bare(text: string): string {
  return text
    .trim()
    .replace(/^[$*_`"'“‘\s]+/u, '')
    .replace(/[$*_`"'”’.\s]+$/u, '')
    .replace(/\\(?:left|right|displaystyle)(?![a-zA-Z])|\\[,;:! ()[\]]|\s/gu, '')
    .replace(/\\[dt]frac(?![a-zA-Z])/gu, '\\frac')
    .replace(/−/gu, '-');
}

/** Whether an answer is this text, has it in its last box, or says it on its last line after `####` or "answer is". */
export function holdsText(answer: string, wanted: string): boolean {
  if (wanted.length > longest) return wanted === answer.trim();
  const expected = bare(lastBoxed(wanted) ?? wanted);
  if (expected === '') return wanted === answer.trim();
  const line = answer.trimEnd().slice(-2000).split('\n').at(-1)!;
  const told = /(?:####|\banswer\b[^\n:]{0,20}:|\banswer is:?)\s*([^\n]*)$/iu.exec(line)?.[1];
  return [answer, lastBoxed(answer), told].some(
    (text) => text !== undefined && text.length <= longest && bare(text) === expected,
  );
}
