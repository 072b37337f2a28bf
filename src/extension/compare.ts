import * as vscode from 'vscode';
import { promptFromEditor } from './editor-prompt.ts';
import { pickModels } from './model-picker.ts';
import { projectDefaults } from './projects/project-defaults.ts';
import type { ThisWindow } from './this-window.ts';

/** Sends what is selected to the models that the person picks, and shows the answers side by side. */
export async function compareSelection(window: ThisWindow): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return newComparison(window);
  const found = await promptFromEditor(editor);
  if (!found) return;
  const defaults = await projectDefaults(window);
  const models = await pickModels(window, defaults.models);
  if (!models) return;
  const panels = await window.panels();
  await panels.start({ ...found, ...defaults, models });
}

/** Opens an empty composer with what the project begins with. */
export async function newComparison(window: ThisWindow): Promise<void> {
  const panels = await window.panels();
  await panels.compose(projectDefaults(window).then((defaults) => ({ prompt: '', ...defaults })));
}
