/** What code of an answer is put in the place of. */
export interface Gap {
  /** The text that goes. */
  replaced: string;
  /** What stands before it in its first line. */
  before: string;
}

const blank = /^[ \t]*/;

function indentOf(line: string): string {
  return blank.exec(line)?.[0] ?? '';
}

/** What all lines with words on them begin with. */
function commonIndent(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map(indentOf);
  let common = indents[0] ?? '';
  for (const indent of indents) while (!indent.startsWith(common)) common = common.slice(0, -1);
  return common;
}

/**
 * Code as it fits a gap of a document: as far in as the text that it replaces, and with a line end at its end only if
 * that had one. Models write the inside of a function as if it stood alone.
 */
export function fitCode(code: string, { replaced, before }: Gap): string {
  const lines = code.replaceAll('\r\n', '\n').replace(/\n+$/, '').split('\n');
  const [first = '', ...others] = `${before}${replaced}`.split(/\r?\n/);
  const wanted = commonIndent(first.trim() === '' ? others : [first, ...others]);
  const given = commonIndent(lines);
  const moved = lines.map((line) => (line.trim() === '' ? '' : wanted + line.slice(given.length)));
  // A part of the first line's indentation may stand before the gap, or words do.
  const there =
    before.trim() === '' ? Math.min(before.length, indentOf(moved[0] ?? '').length) : wanted.length;
  moved[0] = before === '' ? (moved[0] ?? '') : (moved[0] ?? '').slice(there);
  return moved.join('\n') + (/\n$/.test(replaced) ? '\n' : '');
}
