import * as vscode from 'vscode';
import type { ComparisonNode } from './history-items.ts';
import { openRun, renameRun } from './runs/run-actions.ts';
import type { RunNode } from './runs/run-item.ts';
import { said } from './said.ts';
import { showFailure } from './show-failure.ts';
import type { ThisWindow } from './this-window.ts';

type Entry = ComparisonNode | RunNode;

function nameOf(entry: Entry): string {
  return entry.kind === 'run' ? entry.run.name : entry.comparison.name;
}

export async function openEntry(window: ThisWindow, entry: Entry): Promise<void> {
  if (entry.kind === 'run') return openRun(window, entry.run);
  (await window.panels()).show(entry.comparison.id, entry.comparison.name);
}

export async function renameEntry(window: ThisWindow, entry: Entry): Promise<void> {
  if (entry.kind === 'run') return renameRun(window, entry.run);
  const { comparison } = entry;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Comparison'),
    value: comparison.name,
    validateInput: (value) =>
      value.trim() === '' ? vscode.l10n.t('Give the comparison a name.') : undefined,
  });
  if (name === undefined || name.trim() === '' || name.trim() === comparison.name) return;
  await window.link.request('comparison:rename', { comparisonId: comparison.id, name: name.trim() });
}

async function deleteEntry({ link }: ThisWindow, entry: Entry): Promise<void> {
  if (entry.kind === 'run') await link.request('run:delete', { runId: entry.run.id });
  else await link.request('comparison:delete', { comparisonId: entry.comparison.id });
}

async function restoreEntry({ link }: ThisWindow, entry: Entry): Promise<void> {
  if (entry.kind === 'run') await link.request('run:restore', { runId: entry.run.id });
  else await link.request('comparison:restore', { comparisonId: entry.comparison.id });
}

/** Deletes without asking and offers to undo: the back end keeps what was deleted for ten seconds. */
export async function deleteEntries(window: ThisWindow, entries: readonly Entry[]): Promise<void> {
  const deleted: Entry[] = [];
  try {
    for (const entry of entries) {
      await deleteEntry(window, entry);
      deleted.push(entry);
    }
  } finally {
    offerUndo(window, deleted);
  }
}

/** Not awaited: a notification may stay up for long. */
function offerUndo(window: ThisWindow, deleted: readonly Entry[]): void {
  const [first] = deleted;
  if (!first) return;
  const undo = vscode.l10n.t('Undo');
  const message =
    deleted.length === 1
      ? vscode.l10n.t('Deleted “{0}”.', nameOf(first))
      : vscode.l10n.t('Deleted {0} items.', deleted.length);
  vscode.window
    .showInformationMessage(message, undo)
    .then(async (chosen) => {
      if (chosen !== undo) return;
      for (const entry of deleted) await restoreEntry(window, entry);
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
      detail: `${said(link.ownerSilent.message)} ${vscode.l10n.t('Answers that it has under way are lost.')}`,
    },
    takeOver,
  );
  if (answer === takeOver) await link.takeOver();
}
