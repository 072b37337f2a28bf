import * as vscode from 'vscode';
import type { ComparisonNode } from './history-items.ts';
import { showFailure } from './show-failure.ts';
import type { ThisWindow } from './this-window.ts';

export async function openComparison(window: ThisWindow, { comparison }: ComparisonNode): Promise<void> {
  (await window.panels()).show(comparison.id, comparison.name);
}

export async function renameComparison(window: ThisWindow, { comparison }: ComparisonNode): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Comparison'),
    value: comparison.name,
    validateInput: (value) =>
      value.trim() === '' ? vscode.l10n.t('Give the comparison a name.') : undefined,
  });
  if (name === undefined || name.trim() === '' || name.trim() === comparison.name) return;
  await window.link.request('comparison:rename', { comparisonId: comparison.id, name: name.trim() });
}

/** Deletes without asking and offers to undo: the back end keeps what was deleted for ten seconds. */
export async function deleteComparisons(window: ThisWindow, nodes: readonly ComparisonNode[]): Promise<void> {
  const [first] = nodes;
  if (!first) return;
  const deleted: string[] = [];
  try {
    for (const { comparison } of nodes) {
      await window.link.request('comparison:delete', { comparisonId: comparison.id });
      deleted.push(comparison.id);
    }
  } finally {
    if (deleted.length > 0) offerUndo(window, deleted, first.comparison.name);
  }
}

/** Not awaited: a notification may stay up for long. */
function offerUndo(window: ThisWindow, deleted: readonly string[], name: string): void {
  const undo = vscode.l10n.t('Undo');
  const message =
    deleted.length === 1
      ? vscode.l10n.t('Deleted “{0}”.', name)
      : vscode.l10n.t('Deleted {0} comparisons.', deleted.length);
  vscode.window
    .showInformationMessage(message, undo)
    .then(async (chosen) => {
      if (chosen !== undo) return;
      for (const comparisonId of deleted) await window.link.request('comparison:restore', { comparisonId });
    })
    .then(undefined, (error: unknown) => showFailure(window, error));
}

/** Ends a silent owner of the data folder, or claims it from another machine, after a warning. */
export async function takeOverDataFolder(window: ThisWindow): Promise<void> {
  const link = await window.link.link();
  if (!link.ownerSilent) {
    void vscode.window.showInformationMessage(
      link.role === 'owner'
        ? vscode.l10n.t('This window owns the data folder already.')
        : vscode.l10n.t('The owner of the data folder answers: there is nothing to take over.'),
    );
    return;
  }
  const takeOver = vscode.l10n.t('Take Over');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Take over the data folder?'),
    {
      modal: true,
      detail: `${link.ownerSilent.message} ${vscode.l10n.t('Answers that it has under way are lost.')}`,
    },
    takeOver,
  );
  if (answer === takeOver) await link.takeOver();
}
