/** A condition in SQL with its parameters. */
export interface Condition {
  sql: string;
  parameters: (string | number)[];
}

/** Bytes of a GLOB pattern that SQLite takes are many, but each letter becomes a class of several. */
const longestGlob = 1000;

/**
 * That `column` holds the text, without regard to case and with `%`, `_`, `*` and `[` as themselves. SQLite's LIKE knows
 * the case of ASCII letters only; the rest is asked for by GLOB with a class for each letter. LIKE goes first: it is
 * several times as fast.
 */
export function holdsText(column: string, text: string): Condition {
  const conditions: string[] = [];
  const parameters: string[] = [];
  const longest = (text.match(/[\x20-\x7e]+/gu) ?? []).reduce((a, b) => (b.length > a.length ? b : a), '');
  if (longest !== '') {
    const special = /[%_\\]/u.test(longest);
    conditions.push(`${column} like ?${special ? ` escape '\\'` : ''}`);
    parameters.push(`%${longest.replace(/[%_\\]/gu, '\\$&')}%`);
  }
  if (longest !== text) {
    conditions.push(`${column} glob ?`);
    parameters.push(`*${[...text].slice(0, longestGlob).map(classOf).join('')}*`);
  }
  if (conditions.length === 0) return { sql: '1', parameters: [] };
  return { sql: `(${conditions.join(' and ')})`, parameters };
}

/** A character in all its cases, as a GLOB pattern; special ones stand in a class to be themselves. */
function classOf(character: string): string {
  const forms = new Set([character, character.toLowerCase(), character.toUpperCase()]);
  // "ß" has "SS" as its capital: only what is one character can stand in a class.
  const single = [...forms].filter((form) => [...form].length === 1);
  if (single.length === 1 && !/[*?[\]]/u.test(character)) return character;
  // A closing bracket is itself only as the first of a class.
  return `[${single.join('')}]`;
}
