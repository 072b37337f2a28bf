import * as vscode from 'vscode';
import { crossedShare } from '../../core/budget.ts';
import type { BudgetCrossing } from '../../protocol/budget.ts';
import { costWord } from '../cost-word.ts';
import { showFailure } from '../show-failure.ts';
import type { ThisWindow } from '../this-window.ts';
import { budgetMark, firstToTell } from '../told-once.ts';

/** Milliseconds that a window waits for the one that a person looks at. */
const behindMs = 700;

/** What a person is told, and what they can do about it. */
export function budgetSentence({ projectName, percent, budgetUsd, spentUsd }: BudgetCrossing): string {
  const spent = costWord({ usd: spentUsd, basis: 'exact' });
  const budget = costWord({ usd: budgetUsd, basis: 'exact' });
  return percent === 100
    ? vscode.l10n.t(
        'The project “{0}” has spent its budget for this month: {1} of {2}. Nothing is stopped.',
        projectName,
        spent,
        budget,
      )
    : vscode.l10n.t('The project “{0}” has spent {1} of its {2} for this month.', projectName, spent, budget);
}

/** Warns of a budget that is near or passed: once for each share of it, in one window of all. Never fails. */
export async function tellBudget(window: ThisWindow, crossing: BudgetCrossing): Promise<void> {
  try {
    if (!vscode.window.state.focused) await new Promise((resolve) => setTimeout(resolve, behindMs));
    const { projectId, month, percent, budgetUsd } = crossing;
    if (!(await firstToTell(window, `${budgetMark}${projectId}-${month}-${percent}-${budgetUsd}`))) return;
    const activity = vscode.l10n.t('Show Activity');
    const settings = vscode.l10n.t('Project Settings…');
    const answer = await vscode.window.showWarningMessage(budgetSentence(crossing), activity, settings);
    if (answer === activity) await vscode.commands.executeCommand('abai.showActivity');
    if (answer === settings) await vscode.commands.executeCommand('abai.projectSettings', projectId);
  } catch (error) {
    void showFailure(window, error);
  }
}

/** The budgets that were reached while no window was open, as by a command line: each is told as if it had been heard. */
export async function tellReachedBudgets(window: ThisWindow): Promise<void> {
  for (const { id, name, settings } of await window.link.request('project:list', {})) {
    if (!settings.budgetUsd) continue;
    const { budgetUsd, spentUsd, from } = await window.link.request('project:budget', { projectId: id });
    const percent = budgetUsd === null ? undefined : crossedShare(spentUsd, budgetUsd);
    if (budgetUsd === null || percent === undefined) continue;
    const month = from.slice(0, 'YYYY-MM'.length);
    // Not awaited: the message may stay up for long.
    void tellBudget(window, { projectId: id, projectName: name, percent, budgetUsd, spentUsd, month });
  }
}
