import path from 'node:path';
import * as vscode from 'vscode';
import { openTabs } from '../open-tabs.ts';
import { attachedName } from './read-file.ts';

/** Files that are offered at most. */
const mostOffered = 20_000;

interface FileItem extends vscode.QuickPickItem {
  uri: vscode.Uri;
}

/** Lets a person choose files of the workspace, those open in editors first; undefined when dismissed. */
export async function pickWorkspaceFiles(): Promise<readonly vscode.Uri[] | undefined> {
  const chosen = await vscode.window.showQuickPick(workspaceFiles(), {
    title: vscode.l10n.t('Attach Files of the Workspace'),
    placeHolder: vscode.l10n.t('Type to filter by name or folder'),
    canPickMany: true,
    matchOnDescription: true,
  });
  return chosen?.map(({ uri }) => uri);
}

export async function workspaceFiles(): Promise<FileItem[]> {
  const found = await vscode.workspace.findFiles('**/*', notSearched(), mostOffered);
  const open = new Set(openFiles());
  const rank = (uri: vscode.Uri) => (open.has(uri.toString()) ? 0 : 1);
  return found
    .map((uri) => ({ uri, name: attachedName(uri) }))
    .sort((a, b) => rank(a.uri) - rank(b.uri) || a.name.localeCompare(b.name))
    .map(({ uri, name }) => {
      const folder = path.posix.dirname(name);
      return {
        label: path.posix.basename(name),
        description: folder === '.' ? '' : folder,
        iconPath: vscode.ThemeIcon.File,
        resourceUri: uri,
        uri,
      };
    });
}

function openFiles(): string[] {
  return openTabs().flatMap(({ input }) =>
    input instanceof vscode.TabInputText ? [input.uri.toString()] : [],
  );
}

/** What `search.exclude` names, as for VS Code's own list of files; `files.exclude` counts anyway. */
function notSearched(): string | undefined {
  const setting = vscode.workspace.getConfiguration('search').get<Record<string, unknown>>('exclude', {});
  // Groups cannot stand in groups, and what depends on other files is rare.
  const patterns = Object.keys(setting).filter(
    (pattern) => setting[pattern] === true && !pattern.includes('{'),
  );
  return patterns.length > 0 ? `{${patterns.join(',')}}` : undefined;
}
