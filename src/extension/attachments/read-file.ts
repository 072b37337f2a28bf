import path from 'node:path';
import * as vscode from 'vscode';
import { mostImageBytes, mostTextBytes } from '../../protocol/attachment-limits.ts';
import type { NewAttachment } from '../../protocol/attachments.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { dataSize } from '../data-size.ts';
import { textOfBytes } from '../text-of-bytes.ts';

const imageTypes = new Map([
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.jpeg', 'image/jpeg'],
  ['.gif', 'image/gif'],
  ['.webp', 'image/webp'],
] as const);

/** Extensions of the images that models take, without the dot. */
export const imageExtensions: readonly string[] = [...imageTypes.keys()].map((extension) =>
  extension.slice(1),
);

/** As people and models know it: its path in the workspace, else its own name. */
export function attachedName(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri)
    ? vscode.workspace.asRelativePath(uri)
    : path.posix.basename(uri.path) || uri.toString();
}

/** A file as it is in its editor, saved or not. Throws AbaiError `invalid` for what is too large, empty or binary. */
export async function readAttachment(uri: vscode.Uri): Promise<NewAttachment> {
  const name = attachedName(uri);
  const place = { name, uri: uri.toString() };
  const type = imageTypes.get(path.posix.extname(uri.path).toLowerCase() as never);
  if (type) return { kind: 'image', ...place, mimeType: type, data: await readImage(uri, name) };
  const { content, languageId } = await readText(uri, name);
  return { kind: 'text', ...place, ...(languageId ? { languageId } : {}), text: content };
}

/** The selected text of an editor, several selections one after the other; undefined when nothing is selected. */
export function selectionOf({ document, selections }: vscode.TextEditor): NewAttachment | undefined {
  const chosen = [...selections]
    .filter((selection) => !selection.isEmpty)
    .sort((a, b) => a.start.compareTo(b.start));
  const [first] = chosen;
  const last = chosen.at(-1);
  if (!first || !last) return undefined;
  return {
    kind: 'text',
    name: attachedName(document.uri),
    uri: document.uri.toString(),
    languageId: document.languageId,
    range: {
      startLine: first.start.line,
      startCharacter: first.start.character,
      endLine: last.end.line,
      endCharacter: last.end.character,
    },
    text: chosen.map((selection) => document.getText(selection)).join('\n'),
  };
}

async function bytesOf(uri: vscode.Uri, name: string, most: number): Promise<Uint8Array> {
  const { size } = await stat(uri, name);
  if (size > most) {
    throw new AbaiError(
      'invalid',
      vscode.l10n.t(
        '“{0}” has {1}; at most {2} can be attached. Attach a part of it.',
        name,
        dataSize(size),
        dataSize(most),
      ),
    );
  }
  if (size === 0)
    throw new AbaiError('invalid', vscode.l10n.t('“{0}” is empty: there is nothing to attach.', name));
  return vscode.workspace.fs.readFile(uri);
}

async function stat(uri: vscode.Uri, name: string): Promise<vscode.FileStat> {
  let found: vscode.FileStat | undefined;
  try {
    found = await vscode.workspace.fs.stat(uri);
  } catch (cause) {
    throw new AbaiError('not-found', vscode.l10n.t('“{0}” cannot be read: is it still there?', name), {
      cause,
    });
  }
  if (found.type & vscode.FileType.Directory) {
    throw new AbaiError('invalid', vscode.l10n.t('“{0}” is a folder: attach files of it.', name));
  }
  // Reading a pipe or a device may never end.
  if (!(found.type & vscode.FileType.File))
    throw new AbaiError('invalid', vscode.l10n.t('“{0}” is no file that can be read.', name));
  return found;
}

async function readImage(uri: vscode.Uri, name: string): Promise<string> {
  return Buffer.from(await bytesOf(uri, name, mostImageBytes)).toString('base64');
}

async function readText(
  uri: vscode.Uri,
  name: string,
): Promise<{ content: string; languageId: string | undefined }> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return { content: open.getText(), languageId: open.languageId };
  const content = await textOfBytes(await bytesOf(uri, name, mostTextBytes), name);
  // VS Code takes some text for binary, and reads all as it is set up to.
  const languageId = await vscode.workspace.openTextDocument(uri).then(
    (document) => document.languageId,
    () => undefined,
  );
  return { content, languageId };
}
