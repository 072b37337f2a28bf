import { type Answer, judgeAnswers } from '../core/checks/judge.ts';
import { checkProblem } from '../core/checks/kinds.ts';
import type { StoredRun } from '../core/ports/run-store.ts';
import type { Write } from '../core/ports/store.ts';
import type { Check } from '../protocol/checks.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { BackendPorts } from './ports.ts';
import { requireSchema } from './structured.ts';

/** Throws AbaiError `invalid` for a check that nobody could pass, or of which a part would not be checked. */
export async function requireChecks({ trials }: BackendPorts, checks: readonly Check[]): Promise<void> {
  for (const check of checks) {
    const problem = checkProblem(check);
    if (problem !== undefined) throw new AbaiError('invalid', `A check cannot be used: ${problem}`);
    if (check.type === 'json-schema') await requireSchema(trials, check.schema);
  }
}

/**
 * What stores the verdicts of a run's checks on answers. Answers are worth more than verdicts: when checks cannot be
 * carried out, the answers have none and can be checked later.
 */
export async function gradesOf(
  { store, clock, ids, trials, log }: BackendPorts,
  { id: runId, checks, graderIds }: StoredRun,
  answers: readonly (Answer & { cellId: string })[],
): Promise<Write[]> {
  if (checks.length === 0 || answers.length === 0) return [];
  try {
    const judged = await judgeAnswers(checks, answers, trials);
    const at = clock.now();
    return answers.flatMap(({ cellId }, index) => {
      const grades = judged[index]!.flatMap((result, check) =>
        result ? [{ id: ids.next(), graderId: graderIds[check]!, result }] : [],
      );
      return store.runs.setGrades(cellId, grades, at);
    });
  } catch (error) {
    log.warn('Answers could not be checked and have no verdict.', { error, runId });
    return [];
  }
}
