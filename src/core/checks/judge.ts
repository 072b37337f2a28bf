import type { Check, CheckResult } from '../../protocol/checks.ts';
import type { Trial, TrialResult, Trials } from '../ports/trials.ts';
import type { Judgement, RowValues } from './kind.ts';
import { checkNotation, kindOf } from './kinds.ts';

export interface Answer {
  text: string;
  /** The values of `{{column}}` in what is expected. */
  row: RowValues;
}

/** A check's verdict on an answer; undefined where it gives none. */
export type Verdict = CheckResult | undefined;

/** Holds answers against checks: for each answer the verdicts in the order of the checks. All trials go in one. */
export async function judgeAnswers(
  checks: readonly Check[],
  answers: readonly Answer[],
  trials: Trials,
): Promise<Verdict[][]> {
  const waiting: Trial[] = [];
  const judged = answers.map(({ text, row }) =>
    checks.map((check) => {
      const judgement = judge(check, text, row);
      if ('trial' in judgement) waiting.push(judgement.trial);
      return { check, judgement };
    }),
  );
  const results = waiting.length > 0 ? (await trials.run(waiting)).values() : [].values();
  return judged.map((verdicts) =>
    verdicts.map(({ check, judgement }) =>
      verdictOf(
        check,
        'trial' in judgement ? afterTrial(results.next().value as TrialResult, judgement.misfit) : judgement,
      ),
    ),
  );
}

function judge(check: Check, text: string, row: RowValues): Judgement {
  const kind = kindOf(check);
  if (!kind) return { verdict: 'fail', detail: 'this version of A-B/AI does not know this check' };
  return kind.judge(check, text, row);
}

function afterTrial({ fits, detail }: TrialResult, misfit: string): Judgement {
  if (fits === true) return { verdict: 'pass' };
  if (fits === undefined && detail === undefined) return { verdict: 'none', detail: 'it was not tried' };
  return { verdict: 'fail', detail: detail ?? misfit };
}

function verdictOf(check: Check, judgement: Judgement): Verdict {
  if ('trial' in judgement || judgement.verdict === 'none') return undefined;
  const version = kindOf(check)?.version;
  const name = checkNotation(check);
  const passed = judgement.verdict === 'pass';
  return {
    name,
    passed,
    ...(judgement.verdict === 'pass' ? {} : { detail: judgement.detail }),
    ...(version === undefined ? {} : { version }),
  };
}
