import * as vscode from 'vscode';
import { AbaiError } from '../../protocol/errors.ts';
import { type Folder, leadsOutside, nameIn } from './inside-workspace.ts';
import { withToken } from './workspace-folders.ts';

/** Milliseconds that a search for files may take. */
const mostMs = 15_000;

export interface FoundFile {
  path: string;
  name: string;
}

/**
 * Files of the workspace that fit a glob pattern, without those that VS Code hides, dependencies and what links lead out
 * to. In the order of their names; `more` when there are more than `most`.
 */
export async function foundFiles(
  folders: readonly Folder[],
  pattern: string,
  most: number,
  signal: AbortSignal,
): Promise<{ files: FoundFile[]; more: boolean }> {
  if (folders.length === 0) throw new AbaiError('not-found', 'No folder is open in this window.');
  if (/(^|[\\/{,])\.\.([\\/},]|$)/.test(pattern) || pattern.startsWith('/')) {
    throw new AbaiError(
      'invalid',
      'The pattern must stay inside of the workspace: begin with a folder or **/.',
    );
  }
  const files: FoundFile[] = [];
  let more = false;
  for (const folder of folders) {
    const relative = new vscode.RelativePattern(vscode.Uri.file(folder.path), pattern);
    const uris = await withToken(
      signal,
      (token) => vscode.workspace.findFiles(relative, '{**/node_modules/**,**/.git/**}', most + 1, token),
      mostMs,
    );
    for (const { fsPath } of uris) {
      if (files.length >= most) more = true;
      else if (!(await leadsOutside(folders, fsPath))) {
        files.push({ path: fsPath, name: nameIn(folders, folder, fsPath) });
      }
    }
  }
  files.sort((one, other) => (one.name < other.name ? -1 : 1));
  return { files, more };
}
