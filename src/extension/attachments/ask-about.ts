import * as vscode from 'vscode';
import { projectDefaults } from '../projects/project-defaults.ts';
import type { ThisWindow } from '../this-window.ts';
import { readAll } from './choose.ts';
import { readAttachment, selectionOf } from './read-file.ts';

/** Opens a composer that carries what it was called on: files of the Explorer, or what is selected, else the open file. */
export async function askAbout(window: ThisWindow, given: unknown, selected: unknown): Promise<void> {
  const found = await readAll(asked(given, selected));
  const editor = found.length === 0 ? vscode.window.activeTextEditor : undefined;
  if (editor) found.push(selectionOf(editor) ?? (await readAttachment(editor.document.uri)));
  const { attachments } =
    found.length === 0
      ? { attachments: [] }
      : await window.link.request('attachment:keep', { attachments: found });
  const panels = await window.panels();
  await panels.compose(
    projectDefaults(window).then((defaults) => ({ prompt: '', ...defaults, attachments })),
  );
}

/** An editor's menu names the file alone, and what is selected in it goes before. */
function asked(given: unknown, selected: unknown): vscode.Uri[] {
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const uris = Array.isArray(selected) && selected.length > 0 ? selected : [given];
  const files = uris.filter((uri) => uri instanceof vscode.Uri);
  return files.length === 1 && files[0]?.toString() === active ? [] : files;
}
