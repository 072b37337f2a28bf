import * as vscode from 'vscode';
import { languageIdOf } from './language-ids.ts';

/** Opens code as a file that is not saved yet, in the language that stands behind its fence. */
export async function newFile(code: string, language: string): Promise<void> {
  const known = await vscode.languages.getLanguages();
  const document = await vscode.workspace.openTextDocument({
    content: code,
    language: languageIdOf(language, known),
  });
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.Beside,
    preview: false,
  });
}
