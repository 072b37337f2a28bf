import * as vscode from 'vscode';
import type { Folder } from './inside-workspace.ts';

/** The folders of this window that are on a disk: tools read no others. */
export function workspaceFolders(): Folder[] {
  return (vscode.workspace.workspaceFolders ?? []).flatMap(({ name, uri }) =>
    uri.scheme === 'file' ? [{ name, path: uri.fsPath }] : [],
  );
}

/** Stops what VS Code does for us when the signal says so, or after a time in milliseconds. */
export async function withToken<T>(
  signal: AbortSignal,
  work: (token: vscode.CancellationToken) => PromiseLike<T>,
  ms: number,
): Promise<T> {
  const source = new vscode.CancellationTokenSource();
  const cancel = () => source.cancel();
  const timer = setTimeout(cancel, ms);
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    return await work(source.token);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}
