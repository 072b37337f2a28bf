import type { Check } from '../../protocol/checks.ts';
import { columnsOf, fill, nothingExpected } from './expected.ts';
import type { CheckKind, Read } from './kind.ts';

type RegexCheck = Extract<Check, { type: 'regex' }>;

function made(pattern: string, flags: string): Read<RegexCheck> {
  return { check: { type: 'regex', pattern, ...(flags === '' ? {} : { flags }) } };
}

export const regex: CheckKind<RegexCheck> = {
  version: 2,
  takes: ['value', 'flags'],
  parse: ({ value = '', flags = '' }) => made(value, flags),
  notate: ({ pattern, flags }) => `regex${flags ? `/${flags}` : ''}==${pattern}`,
  templates: ({ pattern }) => [pattern],
  problem({ pattern, flags }) {
    if (pattern === '') return 'Write the regular expression.';
    const row = new Map(columnsOf(pattern).map((name) => [name, 'x']));
    try {
      new RegExp(filled(pattern, row), flags);
      return undefined;
    } catch (error) {
      return `${(error as Error).message}.`;
    }
  },
  rowProblem: ({ pattern }, row) => (lacksValue(pattern, row) ? 'nothing is expected' : undefined),
  judge({ pattern, flags }, answer, row) {
    // An empty value would let the pattern match anything.
    if (lacksValue(pattern, row)) return nothingExpected;
    const trial = { pattern: filled(pattern, row), flags: (flags ?? '').replace('g', ''), text: answer };
    return { trial, misfit: 'it does not match' };
  },
  form: {
    name: 'Regex',
    help: 'A regular expression matches in the answer.',
    value: { label: 'Regular expression', example: '\\b(yes|no)\\b' },
    ignoreCase: true,
    write: ({ pattern, flags }) => ({
      value: pattern,
      ignoreCase: flags?.includes('i') ?? false,
      ...(flags ? { flags: flags.replace('i', '') } : {}),
    }),
    read({ value, ignoreCase, flags = '' }) {
      const read = made(value, `${ignoreCase ? 'i' : ''}${flags}`);
      const problem = 'check' in read ? regex.problem(read.check) : undefined;
      return problem === undefined ? read : { problem };
    },
  },
};

function lacksValue(pattern: string, row: ReadonlyMap<string, string>): boolean {
  return columnsOf(pattern).some((name) => (row.get(name) ?? '').trim() === '');
}

/** The pattern with the values of its columns, which stand for nothing but themselves. */
function filled(pattern: string, row: ReadonlyMap<string, string>): string {
  if (columnsOf(pattern).length === 0) return pattern;
  return fill(pattern, row, (value) =>
    value
      .trim()
      .replace(/[^A-Za-z0-9_ \u0080-\u{10ffff}]/gu, hex)
      // A letter or a digit at the start could belong to what stands before it, such as `\1` or `\x4`.
      .replace(/^[A-Za-z0-9]/, hex),
  );
}

const hex = (sign: string) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`;
