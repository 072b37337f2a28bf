import * as vscode from 'vscode';
import type { TaskFilter } from '../../protocol/activity.ts';
import { offerToOpen } from '../offer-to-open.ts';
import { localPath, suggestion } from '../save-place.ts';
import type { ThisWindow } from '../this-window.ts';

interface FormatItem extends vscode.QuickPickItem {
  format: 'csv' | 'json';
}

/** Asks for format and place, writes the calls that fit and offers to open the file. */
export async function exportActivity(window: ThisWindow, filter: TaskFilter): Promise<void> {
  const title = vscode.l10n.t('Export Calls');
  const formats: FormatItem[] = [
    {
      format: 'csv',
      label: 'CSV',
      description: '.csv',
      detail: vscode.l10n.t('For spreadsheets: one line for each call'),
    },
    {
      format: 'json',
      label: 'JSON',
      description: '.json',
      detail: vscode.l10n.t('For programs: an array of calls with cost, tokens and time'),
    },
  ];
  const chosen = await vscode.window.showQuickPick(formats, {
    title,
    placeHolder: vscode.l10n.t('Choose the format'),
  });
  if (!chosen) return;
  const target = await vscode.window.showSaveDialog({
    title,
    defaultUri: suggestion(`${vscode.l10n.t('calls')}.${chosen.format}`),
    filters: { [chosen.label]: [chosen.format] },
  });
  if (!target) return;
  const neutralise = vscode.workspace
    .getConfiguration('abai')
    .get<boolean>('export.neutraliseFormulas', true);
  const path = localPath(target);
  const written = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Exporting…') },
    () => window.link.request('activity:export', { filter, format: chosen.format, path, neutralise }),
  );
  void offerToOpen(target, written);
}
