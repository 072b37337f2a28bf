import * as vscode from 'vscode';
import type { NewAttachment } from '../../protocol/attachments.ts';
import type { LastEditor } from '../last-editor.ts';
import { attachedName, imageExtensions, readAttachment, selectionOf } from './read-file.ts';
import { pickWorkspaceFiles } from './workspace-files.ts';

interface Way extends vscode.QuickPickItem {
  choose(): Promise<readonly NewAttachment[]>;
}

/** Asks what to attach; nothing when dismissed. Throws AbaiError for what cannot be attached. */
export async function chooseAttachments(editor: LastEditor): Promise<readonly NewAttachment[]> {
  const way = await vscode.window.showQuickPick(waysIn(editor.current), {
    title: vscode.l10n.t('Attach to the Prompt'),
    placeHolder: vscode.l10n.t('What should the models read?'),
    matchOnDescription: true,
  });
  return (await way?.choose()) ?? [];
}

export async function readAll(uris: readonly vscode.Uri[] | undefined): Promise<NewAttachment[]> {
  const read: NewAttachment[] = [];
  for (const uri of uris ?? []) read.push(await readAttachment(uri));
  return read;
}

function waysIn(editor: vscode.TextEditor | undefined): Way[] {
  const ways: Way[] = [];
  const selection = editor && selectionOf(editor);
  if (editor && selection?.kind === 'text') {
    const { startLine, endLine } = selection.range ?? { startLine: 0, endLine: 0 };
    ways.push({
      label: `$(selection) ${vscode.l10n.t('Current Selection')}`,
      description: `${selection.name}:${startLine + 1}-${endLine + 1}`,
      choose: async () => [selection],
    });
  }
  if (editor) {
    ways.push({
      label: `$(file) ${vscode.l10n.t('Current File')}`,
      description: attachedName(editor.document.uri),
      choose: async () => [await readAttachment(editor.document.uri)],
    });
  }
  if (vscode.workspace.workspaceFolders?.length) {
    ways.push({
      label: `$(files) ${vscode.l10n.t('Files of the Workspace…')}`,
      description: '#',
      choose: async () => readAll(await pickWorkspaceFiles()),
    });
  }
  ways.push(
    {
      label: `$(folder-opened) ${vscode.l10n.t('Files…')}`,
      choose: async () =>
        readAll(
          await vscode.window.showOpenDialog({ canSelectMany: true, openLabel: vscode.l10n.t('Attach') }),
        ),
    },
    {
      label: `$(file-media) ${vscode.l10n.t('Image…')}`,
      choose: async () =>
        readAll(
          await vscode.window.showOpenDialog({
            canSelectMany: true,
            openLabel: vscode.l10n.t('Attach'),
            filters: { [vscode.l10n.t('Images')]: [...imageExtensions] },
          }),
        ),
    },
  );
  return ways;
}
