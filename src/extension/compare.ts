import * as vscode from 'vscode';
import { promptFromEditor } from './editor-prompt.ts';
import { pickModels, usualModels } from './model-picker.ts';
import type { ThisWindow } from './this-window.ts';

/** Sends what is selected to the models that the person picks, and shows the answers side by side. */
export async function compareSelection(window: ThisWindow): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return newComparison(window);
  const found = await promptFromEditor(editor);
  if (!found) return;
  const models = await pickModels(window);
  if (!models) return;
  const panels = await window.panels();
  await panels.start({ ...found, models });
}

/** Opens an empty composer with the usual models. */
export async function newComparison(window: ThisWindow): Promise<void> {
  const panels = await window.panels();
  await panels.compose(usualModels(window).then((models) => ({ prompt: '', models })));
}
