import * as vscode from 'vscode';

/** Whether runs that a window set going go on in the next one. The setting has machine scope: no workspace can reach it. */
export function runsContinue(): boolean {
  return vscode.workspace.getConfiguration('abai').get('runs.continueAfterRestart', true);
}
