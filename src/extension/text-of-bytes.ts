import * as vscode from 'vscode';
import { said } from './said.ts';

/**
 * The text of a file that was chosen, whatever its encoding; a person is told when that was judged by its letters. Throws
 * AbaiError `invalid` for what is no text.
 */
export async function textOfBytes(bytes: Uint8Array, name: string): Promise<string> {
  const { wholeText } = await import('../backend/files/whole-text.ts');
  const { text, warnings } = await wholeText(bytes, name);
  for (const warning of warnings) void vscode.window.showWarningMessage(said(warning));
  return text;
}
