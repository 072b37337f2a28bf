import type { Check } from '../../protocol/checks.ts';
import {
  expectedForm,
  expectedOf,
  noExpectation,
  nothingExpected,
  quoted,
  writtenExpected,
} from './expected.ts';
import type { CheckKind, Judgement, Read } from './kind.ts';

/** A check that compares two texts, with or without their case. */
export type TextCheck = Extract<Check, { ignoreCase?: boolean }>;

interface TextRule<C extends TextCheck> {
  type: C['type'];
  name: string;
  help: string;
  ignoreCaseAtFirst?: boolean;
  /** Whether an expectation that is empty has something to say. */
  comparesNothing?: boolean;
  /** `compare` is told whether to fold case. */
  judge(answer: string, expected: string, fold: (text: string) => string): Judgement;
}

/** What the kinds have in common that compare an answer with a text. */
export function textKind<C extends TextCheck>(rule: TextRule<C>): CheckKind<C> {
  const { type, name, help } = rule;
  const made = (expected: string, ignoreCase: boolean): Read<C> => ({
    check: { type, expected, ...(ignoreCase ? { ignoreCase } : {}) } as C,
  });
  return {
    version: 2,
    takes: ['value', 'flags'],
    parse({ value = '', flags }) {
      if (flags !== undefined && flags !== 'i')
        return { problem: `it has the flag "${flags}", and there is only "i"` };
      return made(value, flags === 'i');
    },
    notate: ({ expected, ignoreCase }) => `${type}${ignoreCase ? '/i' : ''}==${expected}`,
    templates: ({ expected }) => [expected],
    problem: ({ expected }) => (expected.trim() === '' ? noExpectation : undefined),
    rowProblem: ({ expected }, row) =>
      !rule.comparesNothing && expectedOf(expected, row) === '' ? 'nothing is expected' : undefined,
    judge({ expected, ignoreCase }, answer, row) {
      const wanted = expectedOf(expected, row);
      if (wanted === '' && !rule.comparesNothing) return nothingExpected;
      return rule.judge(answer, wanted, (text) => {
        // Ends of lines and the composition of accents cannot be seen.
        const plain = text.replace(/\r\n?/g, '\n').normalize('NFC');
        return ignoreCase ? plain.toLowerCase() : plain;
      });
    },
    form: {
      name,
      help,
      value: { label: 'Expected text', example: 'text' },
      column: true,
      ignoreCase: true,
      ...(rule.ignoreCaseAtFirst ? { initial: { ignoreCase: true } } : {}),
      write: ({ expected, ignoreCase }) => ({ ...expectedForm(expected), ignoreCase: ignoreCase === true }),
      read(form) {
        const expected = writtenExpected(form);
        return expected.trim() === '' ? { problem: noExpectation } : made(expected, form.ignoreCase);
      },
    },
  };
}

/** Passes when the found text is the wanted one. */
export function same(found: string, wanted: string, fold: (text: string) => string): Judgement {
  if (fold(found) === fold(wanted)) return { verdict: 'pass' };
  return { verdict: 'fail', detail: `${quoted(found)} is not ${quoted(wanted)}` };
}
