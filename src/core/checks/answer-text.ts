const opening = /^\s*<(think|thinking|thought|reasoning)>/iu;

/**
 * An answer without the thinking that some models write before it between tags. Thinking that does not end has no answer
 * behind it.
 */
export function answerProper(text: string): string {
  const name = opening.exec(text)?.[1]?.toLowerCase();
  if (name === undefined) return text;
  const tag = `</${name}>`;
  const end = text.toLowerCase().lastIndexOf(tag);
  return end < 0 ? '' : text.slice(end + tag.length);
}

/** Whether a text begins with thinking between tags. */
export const beginsWithThinking = (text: string): boolean => opening.test(text);

/** What stands in the last box of LaTeX, `\boxed{…}`; undefined when there is none. */
export function lastBoxed(text: string): string | undefined {
  const start = text.lastIndexOf('\\boxed{');
  if (start < 0) return undefined;
  const from = start + '\\boxed{'.length;
  for (let at = from, depth = 1; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return text.slice(from, at);
  }
  return undefined;
}
