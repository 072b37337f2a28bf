import type { TemplatePart } from './template-parts.ts';
import { parseTemplate } from './template-parts.ts';

/** Characters of a prompt's first line. */
const longest = 200;

/** The first line of a prompt that says anything, as a list shows it. */
export function firstLine(text: string): string {
  const line = text.split(/\r?\n/u).find((one) => one.trim() !== '') ?? '';
  const said = line.replace(/\s+/gu, ' ').trim();
  return said.length <= longest ? said : `${said.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}

/** A template with values in it, as far as there are any: what has none stands as it is written. */
export function filledLoosely(template: string, values: ReadonlyMap<string, string>): string {
  const filled = (part: TemplatePart): string =>
    'text' in part ? part.text : (values.get(part.name) ?? `{{${part.name}}}`);
  return parseTemplate(template).parts.map(filled).join('');
}
