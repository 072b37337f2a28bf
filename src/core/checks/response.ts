import type { Check } from '../../protocol/checks.ts';
import { answerProper, beginsWithThinking } from './answer-text.ts';
import { same, textKind } from './text-kind.ts';

export const response = textKind<Extract<Check, { type: 'response' }>>({
  type: 'response',
  name: '<response> tag',
  help: 'What stands between <response> and </response> equals the expected text.',
  comparesNothing: true,
  judge(answer, wanted, fold) {
    const proper = answerProper(answer);
    const found = responseTag(proper);
    if (found !== undefined) return same(found, wanted, fold);
    // A model that thinks between tags has no others: what comes after its thinking is its response.
    if (beginsWithThinking(answer) && proper.trim() !== '' && !/<response/iu.test(proper))
      return same(proper.trim(), wanted, fold);
    return { verdict: 'fail', detail: 'there is no <response> tag' };
  },
});

/** What stands between the last pair of `<response>` tags that is whole; undefined when there is none. */
export function responseTag(text: string): string | undefined {
  const ends = [...text.matchAll(/<(\/?)response\s{0,100}>/giu)];
  for (let last = ends.length - 1; last > 0; last--) {
    const [close, open] = [ends[last]!, ends[last - 1]!];
    if (close[1] === '' || open[1] === '/') continue;
    return text.slice(open.index + open[0].length, close.index).trim();
  }
  return undefined;
}
