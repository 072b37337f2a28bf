import { Check } from '../../protocol/checks.ts';
import { AbaiError } from '../../protocol/errors.ts';
import type { Notation } from './kind.ts';
import { checkTypes, kindOf } from './kinds.ts';

const names: Readonly<Record<keyof Notation, string>> = {
  value: 'value after ==',
  tolerance: 'tolerance after ~',
  flags: 'flags after /',
};

/**
 * Checks as people write them on a command line, `type~tolerance/flags==value`:
 * `number=={{expected}}`, `number~0.01=={{expected}}`, `equals==yes`, `contains/i=={{word}}`, `regex==^\d+$`,
 * `response=={{expected}}`, `json`, `json-schema=={"type":"object"}`. A part that means nothing to the kind is refused.
 *
 * @throws AbaiError `invalid` with what is wrong and how it is written.
 */
export function parseCheck(text: string): Check {
  const wrong = (reason: string) =>
    new AbaiError(
      'invalid',
      `The check "${text}" cannot be used: ${reason.replace(/\.$/, '')}. Write it like number=={{expected}}.`,
    );
  const match = /^([a-z-]+)(?:~([^=/]*))?(?:\/([^=]*))?(?:==([\s\S]*))?$/u.exec(text.trim());
  if (!match) throw wrong('it is not of the form type==value');
  const [, type = '', tolerance, flags, value] = match;
  const kind = kindOf({ type } as Check);
  if (!kind) throw wrong(`there are ${checkTypes.join(', ')}`);
  const notation: Notation = { value, tolerance, flags };
  for (const part of Object.keys(names) as (keyof Notation)[]) {
    const written = notation[part];
    if (written !== undefined && !kind.takes.includes(part)) throw wrong(`${type} has no ${names[part]}`);
    if (written?.trim() === '') throw wrong(`it has no ${names[part]}`);
  }
  if (value === undefined && kind.takes.includes('value')) throw wrong('it has no value after ==');
  const read = kind.parse(notation);
  if ('problem' in read) throw wrong(read.problem);
  const problem = kind.problem(read.check);
  if (problem !== undefined) throw wrong(problem);
  const parsed = Check.safeParse(read.check);
  if (!parsed.success) throw wrong('it is not of the form type==value');
  return parsed.data;
}
