import type { Check } from '../../protocol/checks.ts';
import { answerProper } from './answer-text.ts';
import { same, textKind } from './text-kind.ts';

export const equals = textKind<Extract<Check, { type: 'equals' }>>({
  type: 'equals',
  name: 'Equals',
  help: 'The whole answer equals the expected text.',
  comparesNothing: true,
  judge: (answer, wanted, fold) => same(answerProper(answer).trim(), wanted, fold),
});
