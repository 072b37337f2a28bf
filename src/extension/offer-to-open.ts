import path from 'node:path';
import * as vscode from 'vscode';
import { dataSize } from './data-size.ts';

/** Says what was exported, and opens it for whoever wants that. The message may stay up for long. */
export async function offerToOpen(
  target: vscode.Uri,
  { rows, bytes }: { rows: number; bytes: number },
): Promise<void> {
  const open = vscode.l10n.t('Open');
  const counted = rows === 1 ? vscode.l10n.t('1 row') : vscode.l10n.t('{0} rows', rows);
  const message = vscode.l10n.t(
    'Exported {0} to {1} ({2}).',
    counted,
    path.basename(target.path),
    dataSize(bytes),
  );
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await vscode.commands.executeCommand('vscode.open', target);
  }
}
