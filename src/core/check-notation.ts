import { Check } from '../protocol/checks.ts';
import { AbaiError } from '../protocol/errors.ts';

/**
 * Checks as people write them on a command line:
 * `number=={{expected}}`, `number~0.01=={{expected}}`, `equals==yes`, `contains=={{word}}`, `regex==^\d+$`,
 * `response=={{expected}}`, `json`, `json-schema=={"type":"object"}`. An `i` after the type ignores case: `equals/i==Yes`.
 *
 * @throws AbaiError `invalid` with what is wrong and how it is written.
 */
export function parseCheck(text: string): Check {
  const match = /^([a-z-]+)(?:~([\d.]+))?(?:\/([a-z]+))?(?:==([\s\S]*))?$/u.exec(text.trim());
  const wrong = (reason: string) =>
    new AbaiError(
      'invalid',
      `The check "${text}" cannot be used: ${reason}. Write it like number=={{expected}}.`,
    );
  if (!match) throw wrong('it is not of the form type==value');
  const [, type, tolerance, flags, value] = match;
  const raw: Record<string, unknown> = { type };
  if (type === 'regex') raw.pattern = value;
  else if (type === 'json-schema') raw.schema = jsonOf(value, wrong);
  else if (value !== undefined) raw.expected = value;
  if (tolerance !== undefined) raw.tolerance = Number(tolerance);
  if (flags !== undefined) {
    if (type === 'regex') raw.flags = flags;
    else if (flags === 'i') raw.ignoreCase = true;
    else throw wrong(`it has the flag "${flags}", and there is only "i"`);
  }
  const parsed = Check.safeParse(raw);
  if (!parsed.success) {
    const types = 'equals, contains, regex, number, json, json-schema and response';
    throw wrong(value === undefined && type !== 'json' ? 'it has no value after ==' : `there are ${types}`);
  }
  if (parsed.data.type === 'regex') regexOf(parsed.data.pattern, parsed.data.flags, wrong);
  return parsed.data;
}

/** The notation of a check: what `parseCheck` reads. */
export function checkNotation(check: Check): string {
  const caseFlag = 'ignoreCase' in check && check.ignoreCase ? '/i' : '';
  switch (check.type) {
    case 'json':
      return 'json';
    case 'json-schema':
      return `json-schema==${JSON.stringify(check.schema)}`;
    case 'regex':
      return `regex${check.flags ? `/${check.flags}` : ''}==${check.pattern}`;
    case 'number':
      return `number${check.tolerance ? `~${check.tolerance}` : ''}==${check.expected}`;
    default:
      return `${check.type}${caseFlag}==${check.expected}`;
  }
}

function jsonOf(value: string | undefined, wrong: (reason: string) => AbaiError): unknown {
  try {
    return JSON.parse(value ?? '');
  } catch {
    throw wrong('its schema is not JSON');
  }
}

function regexOf(pattern: string, flags: string | undefined, wrong: (reason: string) => AbaiError): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    throw wrong((error as Error).message);
  }
}
