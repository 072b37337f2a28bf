import { checkNotation, kindOf } from '../core/checks/kinds.ts';
import type { Check } from '../protocol/checks.ts';

/** What rows of a table, or a sample of them, expect that checks cannot compare as meant: a sentence for each check. */
export function checkWarnings(
  checks: readonly Check[],
  headers: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  return checks.flatMap((check) => {
    const kind = kindOf(check);
    if (!kind?.rowProblem) return [];
    let count = 0;
    let first = '';
    for (const values of rows) {
      const problem = kind.rowProblem(
        check,
        new Map(headers.map((header, at) => [header, values[at] ?? ''])),
      );
      if (problem === undefined) continue;
      count += 1;
      if (first === '') first = problem;
    }
    if (count === 0) return [];
    return `In ${count} of the ${rows.length} rows that were looked at, the check ${checkNotation(check)} has no value of its kind: ${first}.`;
  });
}
