import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { AbaiError } from '../../protocol/errors.ts';
import { dataSize } from '../data-size.ts';
import type { ThisWindow } from '../this-window.ts';

/** Bytes: VS Code hands a file that is not on disk over as a whole. */
const mostBytes = 200_000_000;

export interface LocalFile {
  path: string;
  /** Bytes. */
  size: number;
  /** Takes away what was made for reading. */
  remove(): Promise<void>;
}

/** Writes what has no path of its own where the back end, which is on this machine, can read it. */
export async function keptFor(window: ThisWindow, name: string, bytes: Uint8Array): Promise<LocalFile> {
  const folder = vscode.Uri.joinPath(window.context.globalStorageUri, 'imports', randomUUID());
  const file = vscode.Uri.joinPath(folder, name.replaceAll(/[/\\:]/g, '-'));
  await vscode.workspace.fs.createDirectory(folder);
  await vscode.workspace.fs.writeFile(file, bytes);
  const remove = async (): Promise<void> => vscode.workspace.fs.delete(folder, { recursive: true });
  return { path: file.fsPath, size: bytes.length, remove };
}

/**
 * The file as the back end can read it: itself when it is on this machine's disk, a copy when it is in a virtual
 * workspace.
 *
 * @throws AbaiError `not-found` when there is no such file, `invalid` for a folder and for a virtual file beyond 200 MB.
 */
export async function localFile(window: ThisWindow, uri: vscode.Uri): Promise<LocalFile> {
  const name = path.posix.basename(uri.path);
  let stat: vscode.FileStat;
  try {
    stat = await vscode.workspace.fs.stat(uri);
  } catch (cause) {
    throw new AbaiError('not-found', vscode.l10n.t('“{0}” could not be found.', name), { cause });
  }
  if (stat.type & vscode.FileType.Directory) {
    throw new AbaiError('invalid', vscode.l10n.t('“{0}” is a folder. Choose a file.', name));
  }
  if (uri.scheme === 'file') return { path: uri.fsPath, size: stat.size, remove: async () => {} };
  if (stat.size > mostBytes) {
    throw new AbaiError(
      'invalid',
      vscode.l10n.t(
        '“{0}” is not on this machine’s disk and has {1}, more than can be copied. Save it to disk first.',
        name,
        dataSize(stat.size),
      ),
    );
  }
  return keptFor(window, name, await vscode.workspace.fs.readFile(uri));
}
