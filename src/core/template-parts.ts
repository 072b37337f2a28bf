/**
 * Templates with `{{column}}` placeholders. Spaces inside the braces do not count; `\{{` is a literal `{{`. A name is
 * any text without braces, as the header of a table may be.
 *
 * Nothing is imported here: pages read templates too, and carry no schema library for it.
 */
export interface Template {
  readonly parts: readonly TemplatePart[];
  /** Names of the placeholders, each once, in the order of their first use. */
  readonly names: readonly string[];
}

export type TemplatePart = { text: string } | { name: string };

/** A placeholder or an escaped pair of braces, by where it stands in the source. */
export interface TemplateToken {
  start: number;
  end: number;
  /** Absent for `\{{`. */
  name?: string;
}

const token = /\\\{\{|\{\{([^{}]*)\}\}/gu;

/** In order. An empty pair of braces is text, so none. */
export function templateTokens(source: string): TemplateToken[] {
  const tokens: TemplateToken[] = [];
  for (const match of source.matchAll(token)) {
    const name = match[1]?.trim();
    if (name === '') continue;
    const place = { start: match.index, end: match.index + match[0].length };
    tokens.push(name === undefined ? place : { ...place, name });
  }
  return tokens;
}

/** Never fails: what is no placeholder is text. */
export function parseTemplate(source: string): Template {
  const parts: TemplatePart[] = [];
  const names = new Set<string>();
  let text = '';
  let at = 0;
  for (const { start, end, name } of templateTokens(source)) {
    text += source.slice(at, start);
    at = end;
    if (name === undefined) {
      text += '{{';
      continue;
    }
    if (text !== '') parts.push({ text });
    text = '';
    parts.push({ name });
    names.add(name);
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
