import path from 'node:path';
import * as vscode from 'vscode';
import { AbaiError } from '../protocol/errors.ts';

/**
 * The path that the back end, which is on this machine, reads or writes.
 *
 * @throws AbaiError `invalid` for a file that is not on this machine's disk.
 */
export function localPath(uri: vscode.Uri): string {
  if (uri.scheme === 'file') return uri.fsPath;
  throw new AbaiError(
    'invalid',
    vscode.l10n.t('Choose a file on the disk of the machine that has the data.'),
  );
}

/** Where a save dialog begins: in the workspace if there is one on disk. */
export function suggestion(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  return folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(path.join(process.cwd(), name));
}

/** A name as every file system takes it. */
export function fileName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'ab-ai';
}
