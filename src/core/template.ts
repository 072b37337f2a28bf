import { AbaiError } from '../protocol/errors.ts';
import type { Template } from './template-parts.ts';

export { missingNames, parseTemplate } from './template-parts.ts';

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
