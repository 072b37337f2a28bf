import * as vscode from 'vscode';
import { comparisonMarkdown } from '../core/comparison-markdown.ts';
import type { ComparisonNode } from './history-items.ts';
import type { RunNode } from './runs/run-item.ts';
import { said } from './said.ts';
import { saveAs } from './save-as.ts';
import { fileName } from './save-place.ts';
import type { ThisWindow } from './this-window.ts';

/** Copies what was asked; of a run its templates, of a comparison the first question. */
export async function copyPrompt(window: ThisWindow, entry: ComparisonNode | RunNode): Promise<void> {
  const text =
    entry.kind === 'run'
      ? entry.run.prompts.map(({ template }) => template).join('\n\n')
      : (await window.link.request('comparison:get', { comparisonId: entry.comparison.id })).comparison
          .prompt;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('The prompt is copied.'), 3000);
}

/** Opens a composer with the question, the models and the system prompt of a comparison. */
export async function compareAgain(window: ThisWindow, { comparison }: ComparisonNode): Promise<void> {
  const panels = await window.panels();
  await panels.compose(
    window.link
      .request('comparison:get', { comparisonId: comparison.id })
      .then(({ comparison: { prompt, system, parameters, threads, source } }) => ({
        prompt,
        models: threads.map(({ model }) => model),
        ...(system ? { system } : {}),
        ...(parameters ? { parameters } : {}),
        ...(source ? { source } : {}),
      })),
  );
}

/** Asks where, and writes the comparison there as a Markdown document. */
export async function exportComparison(window: ThisWindow, { comparison }: ComparisonNode): Promise<void> {
  const detail = await window.link.request('comparison:get', { comparisonId: comparison.id });
  const content = comparisonMarkdown(detail, {
    you: vscode.l10n.t('You'),
    answer: vscode.l10n.t('Answer'),
    system: vscode.l10n.t('System Prompt'),
    failed: vscode.l10n.t('The model could not answer.'),
    said,
    attached: (name) => vscode.l10n.t('Attached: {0}', name),
  });
  await saveAs({ name: `${fileName(comparison.name)}.md`, content, encoding: 'utf8' });
}
