import * as vscode from 'vscode';
import { AbaiError } from '../../protocol/errors.ts';
import type { CodePlace } from '../../protocol/page.ts';
import type { LastEditor } from '../last-editor.ts';
import { findPlace, fitted, replaceAt } from './code-place.ts';

/**
 * Puts code in the place of what is selected, or of what the question was about.
 *
 * @throws AbaiError `unavailable` when there is neither, or the file cannot be written to.
 */
export async function replaceSelection(editor: LastEditor, code: string, place: CodePlace): Promise<void> {
  const found = await findPlace(editor, place);
  if (found.range.isEmpty) {
    throw new AbaiError(
      'unavailable',
      vscode.l10n.t('Nothing is selected. Select in an editor what this code should replace, or insert it.'),
    );
  }
  await replaceAt(found, fitted(code, found));
}
