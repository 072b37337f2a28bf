import * as vscode from 'vscode';

type Dialog =
  | 'showSaveDialog'
  | 'showOpenDialog'
  | 'showQuickPick'
  | 'showInputBox'
  | 'showWarningMessage'
  | 'showInformationMessage'
  | 'withProgress';

/** Answers VS Code's dialogs, which tests cannot click: what `stand` gives is what a person would choose. */
export async function answering<T>(
  name: Dialog,
  stand: (...args: never[]) => unknown,
  work: () => Promise<T>,
): Promise<T> {
  const own = vscode.window[name];
  const replace = (value: unknown) =>
    Object.defineProperty(vscode.window, name, { value, writable: true, configurable: true });
  replace(async (...args: never[]) => stand(...args));
  try {
    return await work();
  } finally {
    replace(own);
  }
}
