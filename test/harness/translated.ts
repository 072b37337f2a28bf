import assert from 'node:assert/strict';

/** Texts by their keys. */
export type Texts = Record<string, string>;

/** What a translation has to take over as it is: placeholders, links, code, setting links, lines, the final dots. */
function fixedParts(text: string): string[] {
  const parts = text.match(/\{\d+\}|\]\([^)]*\)|`[^`]*`|https?:\/\/[^\s`)]+|\n/g) ?? [];
  return [...parts, ...(text.endsWith('…') ? ['… at the end'] : [])].sort();
}

/** Every text has its German, and no German is left over. `alike` are words that both languages have. */
export function assertTranslated(english: Texts, german: Texts, alike: readonly string[] = []): void {
  const missing = Object.keys(english).filter((key) => !german[key]?.trim());
  assert.deepEqual(missing, [], 'these have no German text');
  const unused = Object.keys(german).filter((key) => !(key in english));
  assert.deepEqual(unused, [], 'nothing uses these German texts');
  for (const [key, text] of Object.entries(english)) {
    assert.deepEqual(fixedParts(german[key]!), fixedParts(text), `German for "${key}": ${german[key]}`);
    if (alike.includes(key)) assert.equal(german[key], text, 'this differs by now');
    else assert.notEqual(german[key], text, `"${key}" is English still`);
  }
}
