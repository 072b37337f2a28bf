import * as vscode from 'vscode';

/** The tabs of all groups. */
export function openTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => [...tabs]);
}
