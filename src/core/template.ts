import { AbaiError } from '../protocol/errors.ts';

/**
 * Templates with `{{column}}` placeholders. Spaces inside the braces do not count; `\{{` is a literal `{{`. A name is
 * any text without braces, as the header of a table may be.
 */
export interface Template {
  readonly parts: readonly TemplatePart[];
  /** Names of the placeholders, each once, in the order of their first use. */
  readonly names: readonly string[];
}

export type TemplatePart = { text: string } | { name: string };

const token = /\\\{\{|\{\{\s*([^{}]*?)\s*\}\}/gu;

/** Never fails: what is no placeholder is text. An empty pair of braces is text too. */
export function parseTemplate(source: string): Template {
  const parts: TemplatePart[] = [];
  const names = new Set<string>();
  let text = '';
  let at = 0;
  for (const match of source.matchAll(token)) {
    text += source.slice(at, match.index);
    at = match.index + match[0].length;
    const name = match[1];
    if (name === undefined) text += '{{';
    else if (name === '') text += match[0];
    else {
      if (text !== '') parts.push({ text });
      text = '';
      parts.push({ name });
      names.add(name);
    }
  }
  text += source.slice(at);
  if (text !== '') parts.push({ text });
  return { parts, names: [...names] };
}

/** Names that a template uses and a table lacks. */
export function missingNames(template: Template, headers: readonly string[]): string[] {
  const known = new Set(headers);
  return template.names.filter((name) => !known.has(name));
}

/**
 * Fills in the values. They are inserted as they are: braces in a value are not placeholders.
 *
 * @throws AbaiError `invalid` when a name has no value.
 */
export function fillTemplate(template: Template, values: ReadonlyMap<string, string>): string {
  return template.parts
    .map((part) => {
      if ('text' in part) return part.text;
      const value = values.get(part.name);
      if (value === undefined) {
        throw new AbaiError(
          'invalid',
          `The prompt uses {{${part.name}}}, and there is no column of that name.`,
        );
      }
      return value;
    })
    .join('');
}
