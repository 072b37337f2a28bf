import type { Check } from '../../protocol/checks.ts';
import { answerProper } from './answer-text.ts';
import {
  columnsOf,
  expectedForm,
  expectedOf,
  noExpectation,
  nothingExpected,
  quoted,
  writtenExpected,
} from './expected.ts';
import type { CheckKind, Judgement, Read } from './kind.ts';
import { lastNumber, type WrittenNumber, wholeFigures } from './last-number.ts';
import { decimal, type Rational, within } from './rational.ts';
import { holdsText } from './same-notation.ts';

type NumberCheck = Extract<Check, { type: 'number' }>;

const exact: Rational = { num: 0n, den: 1n };
const toleranceProblem = 'The tolerance is a number, like 0.01.';

export const number: CheckKind<NumberCheck> = {
  version: 2,
  takes: ['value', 'tolerance'],
  parse: ({ value = '', tolerance = '' }) => made(value, tolerance),
  notate: ({ expected, tolerance }) => `number${tolerance ? `~${tolerance}` : ''}==${expected}`,
  templates: ({ expected }) => [expected],
  problem({ expected, tolerance }) {
    if (expected.trim() === '') return noExpectation;
    if (tolerance !== undefined && !Number.isFinite(tolerance)) return toleranceProblem;
    const isFixed = columnsOf(expected).length === 0;
    return isFixed && !numberIn(expected)
      ? `${quoted(expected.trim())} is not a number. Compare texts with Equals or Contains.`
      : undefined;
  },
  rowProblem({ expected }, row) {
    const wanted = expectedOf(expected, row);
    if (wanted === '') return 'nothing is expected';
    return numberIn(wanted) ? undefined : `${quoted(wanted)} is not a number and is compared as text`;
  },
  judge({ expected, tolerance }, answer, row) {
    const wanted = expectedOf(expected, row);
    if (wanted === '') return nothingExpected;
    const given = answerProper(answer);
    const number = numberIn(wanted);
    return number ? compare(given, number, rationalOf(tolerance)) : compareText(given, wanted);
  },
  form: {
    name: 'Number',
    help: 'The last number in the answer equals the expected one.',
    value: { label: 'Expected number', example: '42' },
    column: true,
    tolerance: true,
    write: ({ expected, tolerance }) => ({
      ...expectedForm(expected),
      tolerance: tolerance === undefined ? '' : String(tolerance),
    }),
    read(form) {
      const expected = writtenExpected(form);
      if (expected.trim() === '') return { problem: noExpectation };
      const read = made(expected, form.tolerance.trim());
      const problem = 'check' in read ? number.problem(read.check) : undefined;
      return problem === undefined ? read : { problem };
    },
  },
};

function made(expected: string, tolerance: string): Read<NumberCheck> {
  if (tolerance === '') return { check: { type: 'number', expected } };
  if (!/^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?$/iu.test(tolerance)) return { problem: toleranceProblem };
  return { check: { type: 'number', expected, tolerance: Number(tolerance) } };
}

function numberIn(expected: string): WrittenNumber | undefined {
  const figures = wholeFigures(expected);
  return figures && 'value' in figures ? figures : undefined;
}

function rationalOf(tolerance: number | undefined): Rational {
  const parts = /^(\d+)(?:\.(\d+))?(?:e([-+]\d+))?$/.exec(String(tolerance ?? 0));
  return parts ? decimal(parts[1]!, parts[2], Number(parts[3] ?? 0)) : exact;
}

function compare(answer: string, wanted: WrittenNumber, tolerance: Rational): Judgement {
  const found = lastNumber(answer);
  if (!found) return { verdict: 'fail', detail: 'there is no number in it' };
  if ('unclear' in found)
    return { verdict: 'fail', detail: `${quoted(found.written)} cannot be compared: ${found.unclear}` };
  if (!within(found.value, wanted.value, tolerance))
    return { verdict: 'fail', detail: `${short(found.written)} is not ${short(wanted.written)}` };
  if (found.unit !== '' && wanted.unit !== '' && found.unit !== wanted.unit)
    return { verdict: 'fail', detail: `it counts "${found.unit}" and not "${wanted.unit}"` };
  return { verdict: 'pass' };
}

const short = (written: string) => (written.length > 60 ? `${written.slice(0, 59)}…` : written);

/** What is expected is a time, a date, a version or a term: the answer must give it as it is written. */
function compareText(answer: string, wanted: string): Judgement {
  if (holdsText(answer, wanted)) return { verdict: 'pass' };
  const expected = wholeFigures(wanted);
  const found = expected && lastNumber(answer);
  if (found && 'unclear' in found && found.written === expected.written && found.unit === expected.unit)
    return { verdict: 'pass' };
  return {
    verdict: 'fail',
    detail: `${quoted(wanted)}, which was expected, is no number, and the answer is another text`,
  };
}
