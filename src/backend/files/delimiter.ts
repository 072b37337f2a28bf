import { cutRow } from './cut-row.ts';

/** What separates values; the first wins where several would do. */
const usual = [',', ';', '\t', '|'];
/** Rows that are looked at. */
const looked = 20;

/** Stands in no text that people write. */
const noDelimiter = '\u001f';

/** First line of a file for a spreadsheet, which says what separates its values. */
const separatorLine = /^"?sep=([^\r\n])"?[ ,;\t]*(?:\r\n|\n|\r)/iu;

/** What the first line says, and where the table begins behind it. */
export function statedDelimiter(text: string): { delimiter: string; from: number } | undefined {
  const [line, delimiter] = separatorLine.exec(text) ?? [];
  return line === undefined ? undefined : { delimiter: delimiter!, from: line.length };
}

/**
 * What separates the values of a table, by its first lines. It stands in the header, or there is one column, and its values
 * may have any of those characters in them. Undefined while the header is not whole.
 */
export function guessedDelimiter(text: string, isLast: boolean): string | undefined {
  // With one column nothing is a delimiter: not even a character that nobody writes into a header.
  let best = { delimiter: noDelimiter, fit: 0, columns: 1 };
  let isWhole = false;
  for (const delimiter of usual) {
    const counts = countsOf(text, delimiter, isLast);
    const [columns, ...rows] = counts;
    if (columns === undefined) continue;
    isWhole = true;
    if (columns === 1) continue;
    const fit = rows.length === 0 ? 1 : rows.filter((count) => count === columns).length / rows.length;
    // The only column's name is a sentence, and no row has such a sign.
    if (fit === 0 && rows.every((count) => count === 1) && isProse(text, delimiter)) continue;
    const isBetter = best.columns === 1 || fit > best.fit || (fit === best.fit && columns > best.columns);
    if (isBetter) best = { delimiter, fit, columns };
  }
  return isWhole || isLast ? best.delimiter : undefined;
}

/** In the first line each of them has a blank behind it. */
function isProse(text: string, delimiter: string): boolean {
  const [, ...parts] = text
    .trimStart()
    .split(/[\r\n]/u, 1)[0]!
    .split(delimiter);
  return parts.every((part) => part.startsWith(' '));
}

function countsOf(text: string, delimiter: string, isLast: boolean): number[] {
  const counts: number[] = [];
  for (let from = 0; from < text.length && counts.length < looked; ) {
    const cut = cutRow({ text, delimiter, isLast, columns: counts[0] }, from);
    if (!cut) break;
    from = cut.end;
    if (cut.values.some((value) => value.trim() !== '')) counts.push(cut.values.length);
  }
  return counts;
}
