import path from 'node:path';
import * as vscode from 'vscode';

/** Asks what to do when an editor has changes that are not on disk. @returns false when the person wants to stop. */
export async function settleUnsaved(uri: vscode.Uri): Promise<boolean> {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  if (!document?.isDirty) return true;
  const save = vscode.l10n.t('Save and Go On');
  const asItIs = vscode.l10n.t('Use the File on Disk');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('“{0}” has changes that are not saved.', path.posix.basename(uri.path)),
    { modal: true, detail: vscode.l10n.t('A run reads the file as it is on disk.') },
    save,
    asItIs,
  );
  if (answer === save) return document.save();
  return answer === asItIs;
}
