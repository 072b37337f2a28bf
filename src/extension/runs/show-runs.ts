import * as vscode from 'vscode';
import type { Run } from '../../protocol/runs.ts';
import type { ThisWindow } from '../this-window.ts';
import { openRun } from './run-actions.ts';
import { shapeOf, standing } from './run-words.ts';

const mostShown = 200;

function items(runs: readonly Run[]) {
  const at = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
  return runs.map((run) => ({
    label: run.name,
    description: [shapeOf(run), standing(run)].filter(Boolean).join(' · '),
    detail: at.format(run.createdAt),
    run,
  }));
}

/** Opens the run that runs; has the person choose when there are several, or none. */
export async function showRuns(window: ThisWindow): Promise<void> {
  const { running } = await window.runWatch();
  const [only] = running;
  if (only && running.length === 1) return openRun(window, only);
  const runs = running.length > 0 ? running : await window.link.request('run:list', { limit: mostShown });
  if (runs.length === 0) {
    const begin = vscode.l10n.t('Run CSV Batch…');
    const message = vscode.l10n.t('There are no runs yet. Right-click a CSV file in the Explorer to begin.');
    if ((await vscode.window.showInformationMessage(message, begin)) === begin) {
      await vscode.commands.executeCommand('abai.runBatch');
    }
    return;
  }
  const chosen = await vscode.window.showQuickPick(items(runs), {
    title: vscode.l10n.t('Show Runs'),
    placeHolder: vscode.l10n.t('Choose the run to open'),
    matchOnDescription: true,
  });
  if (chosen) await openRun(window, chosen.run);
}
