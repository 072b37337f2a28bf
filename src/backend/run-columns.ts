import { checkTemplates } from '../core/checks/kinds.ts';
import { parseTemplate } from '../core/template.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Run } from '../protocol/runs.ts';

/** Placeholders of prompts, systems, images and checks that the table has no column for, each once. */
export function missingColumns(run: Pick<Run, 'prompts' | 'checks'>, headers: readonly string[]): string[] {
  const known = new Set(headers);
  const used = [
    ...run.prompts.flatMap(({ template, system, images }) => [template, system ?? '', ...(images ?? [])]),
    ...run.checks.flatMap(checkTemplates),
  ].flatMap((text) => parseTemplate(text).names);
  return [...new Set(used)].filter((name) => !known.has(name));
}

/** Throws AbaiError `invalid` that names what is missing and what there is. */
export function requireColumns(run: Pick<Run, 'prompts' | 'checks'>, headers: readonly string[]): void {
  const missing = missingColumns(run, headers);
  if (missing.length === 0) return;
  const there =
    headers.length === 0 ? 'There is no table with columns.' : `The columns are: ${headers.join(', ')}.`;
  throw new AbaiError(
    'invalid',
    `There is no column ${missing.map((name) => `{{${name}}}`).join(', ')}. ${there}`,
  );
}
