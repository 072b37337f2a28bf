import type { Check } from '../../protocol/checks.ts';
import { jsonIn } from '../json-text.ts';
import { answerProper } from './answer-text.ts';
import type { CheckKind } from './kind.ts';

export const json: CheckKind<Extract<Check, { type: 'json' }>> = {
  version: 2,
  takes: [],
  parse: () => ({ check: { type: 'json' } }),
  notate: () => 'json',
  templates: () => [],
  problem: () => undefined,
  judge: (_check, answer) =>
    jsonIn(answerProper(answer)) ? { verdict: 'pass' } : { verdict: 'fail', detail: 'it is not JSON' },
  form: {
    name: 'Valid JSON',
    help: 'The answer is JSON.',
    write: () => ({}),
    read: () => ({ check: { type: 'json' } }),
  },
};
