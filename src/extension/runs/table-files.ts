import * as vscode from 'vscode';

/** What a run can read; package.json's `when` clauses name the same. */
export const tableExtensions = ['csv', 'tsv', 'json', 'jsonl', 'ndjson'];

export function isTableFile(path: string): boolean {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase();
  return extension !== undefined && tableExtensions.includes(extension);
}

/** The file of the active editor, whichever kind of editor that is, when a run can read it. */
export function activeTableFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri =
    input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
  return uri && uri.scheme !== 'untitled' && isTableFile(uri.path) ? uri : undefined;
}

/** VS Code's open dialog; undefined when dismissed. */
export async function askForTableFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose the Table to Run'),
    openLabel: vscode.l10n.t('Choose'),
    filters: { [vscode.l10n.t('Tables')]: tableExtensions, [vscode.l10n.t('All files')]: ['*'] },
  });
  return chosen?.[0];
}
