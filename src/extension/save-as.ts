import path from 'node:path';
import * as vscode from 'vscode';
import { suggestion } from './save-place.ts';

/** VS Code's save dialog for what a page has made, such as a plot. */
export async function saveAs({
  name,
  content,
  encoding,
}: {
  name: string;
  content: string;
  encoding: 'utf8' | 'base64';
}): Promise<{ saved: boolean }> {
  const extension = path.extname(name).slice(1);
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save {0}', name),
    defaultUri: suggestion(path.basename(name)),
    ...(extension === '' ? {} : { filters: { [extension.toUpperCase()]: [extension] } }),
  });
  if (!target) return { saved: false };
  await vscode.workspace.fs.writeFile(target, Buffer.from(content, encoding));
  return { saved: true };
}
