import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Attachment } from '../../protocol/attachments.ts';
import type { ThisWindow } from '../this-window.ts';

/** Shows a document where an attachment came from; when it is gone or came from nowhere, its content as it was sent. */
export async function openAttachment(window: ThisWindow, attachment: Attachment): Promise<void> {
  const uri = attachment.uri === undefined ? undefined : vscode.Uri.parse(attachment.uri, true);
  if (uri && (await isThere(uri))) {
    if (attachment.kind === 'text') await showText(await vscode.workspace.openTextDocument(uri), attachment);
    else await vscode.commands.executeCommand('vscode.open', uri, vscode.ViewColumn.Beside);
    return;
  }
  const { content } = await window.link.request('attachment:read', { attachment });
  if (attachment.kind === 'text') {
    const { languageId: language } = attachment;
    await showText(await vscode.workspace.openTextDocument({ content, ...(language ? { language } : {}) }));
  } else {
    // VS Code shows images of files only.
    const folder = await mkdtemp(path.join(tmpdir(), 'ab-ai-'));
    const file = path.join(folder, `image.${attachment.mimeType.slice('image/'.length)}`);
    await writeFile(file, Buffer.from(content, 'base64'), { mode: 0o600 });
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file), vscode.ViewColumn.Beside);
  }
}

/** An editor of something that was never saved is there as well. Addresses of anything but documents are not. */
async function isThere(uri: vscode.Uri): Promise<boolean> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open?.isUntitled) return true;
  const known = vscode.workspace.getWorkspaceFolder(uri) !== undefined || uri.scheme === 'file';
  if (!known) return false;
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}

async function showText(document: vscode.TextDocument, from?: Attachment): Promise<void> {
  const range = from?.kind === 'text' ? from.range : undefined;
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.Beside,
    ...(range
      ? {
          selection: new vscode.Range(
            range.startLine,
            range.startCharacter,
            range.endLine,
            range.endCharacter,
          ),
        }
      : {}),
  });
}
