/** Characters of a line that are shown, around what was found. */
const shown = 300;

/** The lines that contain a text, counted from 1. */
export function* matchingLines(
  content: string,
  text: string,
  matchCase: boolean,
): Generator<{ line: number; text: string }> {
  const wanted = matchCase ? text : text.toLowerCase();
  let line = 0;
  for (const each of content.split(/\r\n|\r|\n/)) {
    line += 1;
    const at = (matchCase ? each : each.toLowerCase()).indexOf(wanted);
    if (at < 0) continue;
    const from = Math.max(0, Math.min(at - shown / 3, each.length - shown));
    yield { line, text: each.slice(from, from + shown).trim() };
  }
}
