/**
 * What one paragraph may hold before it is shown as it is written. Markdown's marks for stress are looked for from each
 * one to the end of the paragraph, which for thousands of them takes seconds; no text for people has so many.
 */
const most = {
  /** Runs of `*`, `_` and `~`. */
  marks: 400,
  /** The same times the paragraph's UTF-16 units: what looking for their ends takes. */
  looks: 1_500_000,
  /** Of a word with dots, at signs or entities, which may be an address: its units, squared, over all such words. */
  addresses: 2_000_000,
  /** Quotes or lists in each other, as marks at the beginning of one line. */
  depth: 64,
};

const blank = /^[ \t]*$/;
const item = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/;
const nested = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/;

/** Whether drawing this block of Markdown would take longer than its length is worth. Looks at each unit once. */
export function isTooDense(source: string): boolean {
  let [marks, units, addresses] = [0, 0, 0];
  const lines = source.split('\n');
  const inList = item.test(lines[0] ?? '');
  let inTable = false;
  for (const line of lines) {
    if ((nested.exec(line)?.[0].replace(/[ \t\d]/g, '').length ?? 0) > most.depth) return true;
    // Each of these is looked through for itself.
    if (blank.test(line) || inTable || (inList && item.test(line))) [marks, units] = [0, 0];
    inTable = (inTable && !blank.test(line)) || isTableRule(line);
    marks += marksOf(line);
    units += line.length + 1;
    addresses += addressesOf(line);
    if (marks > most.marks || marks * units > most.looks || addresses > most.addresses) return true;
  }
  return false;
}

/** The line under a table's head. Told cell by cell: a pattern for all of it would go back for each dash. */
export function isTableRule(line: string): boolean {
  const rule = line.trim();
  if (!rule.includes('-') || !/^[ \t|:-]+$/.test(rule)) return false;
  const cells = rule.split('|');
  if (cells.length > 1 && cells[0] === '') cells.shift();
  if (cells.length > 1 && cells.at(-1) === '') cells.pop();
  return cells.every((cell) => /^:?-+:?$/.test(cell.trim()));
}

/** Runs of marks; a long run counts as several. */
function marksOf(line: string): number {
  let marks = 0;
  for (const [run] of line.matchAll(/[*_~]+/g)) marks += 1 + Math.floor(run.length / 16);
  return marks;
}

function addressesOf(line: string): number {
  let sum = 0;
  for (const [word] of line.matchAll(/[^\s]{256,}/g)) if (/[.@&]/.test(word)) sum += word.length ** 2;
  return sum;
}
