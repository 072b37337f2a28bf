import { closeMatches } from '../../src/core/close-matches.ts';
import { parseTemplate, templateTokens } from '../../src/core/template-parts.ts';

export type TextPart = { text: string; kind: 'text' | 'known' | 'unknown' };

/** A template cut where its placeholders are, for marking them; the parts together are the template. */
export function markPlaceholders(source: string, headers: readonly string[]): TextPart[] {
  const known = new Set(headers);
  const parts: TextPart[] = [];
  let at = 0;
  for (const { start, end, name } of templateTokens(source)) {
    if (name === undefined) continue;
    if (start > at) parts.push({ text: source.slice(at, start), kind: 'text' });
    parts.push({ text: source.slice(start, end), kind: known.has(name) ? 'known' : 'unknown' });
    at = end;
  }
  if (at < source.length) parts.push({ text: source.slice(at), kind: 'text' });
  return parts;
}

/** A template as it is sent for one row; placeholders without a column stay, marked as unknown. */
export function fillRow(source: string, headers: readonly string[], row: readonly string[]): TextPart[] {
  return parseTemplate(source).parts.map((part) => {
    if ('text' in part) return { text: part.text, kind: 'text' };
    // Like the back end's map of names to values: of two columns of one name, the last.
    const column = headers.lastIndexOf(part.name);
    return column < 0
      ? { text: `{{${part.name}}}`, kind: 'unknown' }
      : { text: row[column] ?? '', kind: 'known' };
  });
}

/** The first characters of a text in parts, and how many are left out. */
export function beginning(parts: readonly TextPart[], most: number): { parts: TextPart[]; more: number } {
  const shown: TextPart[] = [];
  let room = most;
  let more = 0;
  for (const { text, kind } of parts) {
    const kept = text.slice(0, room);
    room -= kept.length;
    more += text.length - kept.length;
    if (kept !== '') shown.push({ text: kept, kind });
  }
  return { parts: shown, more };
}

/** The column that a mistyped placeholder most likely means. */
export function meantColumn(name: string, headers: readonly string[]): string | undefined {
  return closeMatches(name, headers)[0];
}

/** Puts a column in the place of a placeholder, wherever it stands. */
export function replacePlaceholder(source: string, name: string, column: string): string {
  let text = '';
  let at = 0;
  for (const token of templateTokens(source)) {
    if (token.name !== name) continue;
    text += `${source.slice(at, token.start)}{{${column}}}`;
    at = token.end;
  }
  return text + source.slice(at);
}
