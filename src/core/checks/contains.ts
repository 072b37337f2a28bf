import type { Check } from '../../protocol/checks.ts';
import { answerProper } from './answer-text.ts';
import { quoted } from './expected.ts';
import { textKind } from './text-kind.ts';

export const contains = textKind<Extract<Check, { type: 'contains' }>>({
  type: 'contains',
  name: 'Contains',
  help: 'The expected text stands somewhere in the answer.',
  ignoreCaseAtFirst: true,
  judge: (answer, wanted, fold) =>
    fold(answerProper(answer)).includes(fold(wanted))
      ? { verdict: 'pass' }
      : { verdict: 'fail', detail: `${quoted(wanted)} is not in it` },
});
