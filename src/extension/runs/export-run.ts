import path from 'node:path';
import * as vscode from 'vscode';
import { offerToOpen } from '../offer-to-open.ts';
import { fileName, localPath, suggestion } from '../save-place.ts';
import type { ThisWindow } from '../this-window.ts';

type Format = 'csv' | 'jsonl' | 'json' | 'md';

interface FormatItem extends vscode.QuickPickItem {
  format: Format;
}

function formats(): FormatItem[] {
  return [
    {
      format: 'csv',
      label: 'CSV',
      description: '.csv',
      detail: vscode.l10n.t('For spreadsheets: the table’s own columns, then the answers'),
    },
    {
      format: 'jsonl',
      label: 'JSON Lines',
      description: '.jsonl',
      detail: vscode.l10n.t('For programs: one line for each answer, with usage, cost and timing'),
    },
    { format: 'json', label: 'JSON', description: '.json', detail: vscode.l10n.t('The same as one array') },
    {
      format: 'md',
      label: 'Markdown',
      description: '.md',
      detail: vscode.l10n.t('For reading: a table with the answers'),
    },
  ];
}

/** Asks for format and place, writes the file and offers to open it. */
export async function exportRun(window: ThisWindow, runId: string): Promise<void> {
  const run = await window.link.request('run:get', { runId });
  const title = vscode.l10n.t('Export “{0}”', run.name);
  const chosen = await vscode.window.showQuickPick(formats(), {
    title,
    placeHolder: vscode.l10n.t('Choose the format'),
  });
  if (!chosen) return;
  const base = fileName(path.parse(run.fileName ?? run.name).name);
  const target = await vscode.window.showSaveDialog({
    title,
    defaultUri: suggestion(`${base}-${vscode.l10n.t('answers')}.${chosen.format}`),
    filters: { [chosen.label]: [chosen.format] },
  });
  if (!target) return;
  const neutralise = vscode.workspace
    .getConfiguration('abai')
    .get<boolean>('export.neutraliseFormulas', true);
  const file = localPath(target);
  const written = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Exporting…') },
    () => window.link.request('run:export', { runId, format: chosen.format, path: file, neutralise }),
  );
  // Not awaited: the message may stay up for long.
  void offerToOpen(target, written);
}
