import * as vscode from 'vscode';
import { visibleText } from '../../core/visible-text.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { commandLines } from './command-lines.ts';

/**
 * Writes one command of a code block into the terminal, after asking, and leaves it to the person to run it. One line
 * at a time: a shell runs what a line end stands behind.
 *
 * @returns whether it was written.
 * @throws AbaiError `unavailable` in a workspace that is not trusted, `invalid` for code that is not what it looks like.
 */
export async function toTerminal(code: string): Promise<boolean> {
  if (!vscode.workspace.isTrusted) {
    throw new AbaiError(
      'unavailable',
      vscode.l10n.t('This workspace is not trusted, so nothing of an answer goes into its terminal.'),
    );
  }
  if (visibleText(code) !== code) {
    throw new AbaiError(
      'invalid',
      vscode.l10n.t('This code has characters in it that are not seen, so it does not go into a terminal.'),
    );
  }
  const lines = commandLines(code);
  if (lines.length === 0) {
    throw new AbaiError('invalid', vscode.l10n.t('There is no command in this code.'));
  }
  const line = await chosen(lines);
  if (line === undefined) return false;
  const terminal = vscode.window.activeTerminal ?? vscode.window.createTerminal();
  terminal.show();
  terminal.sendText(line, false);
  return true;
}

async function chosen(lines: readonly string[]): Promise<string | undefined> {
  const [only] = lines;
  if (lines.length > 1) {
    return vscode.window.showQuickPick(lines, {
      title: vscode.l10n.t('Write a Command into the Terminal'),
      placeHolder: vscode.l10n.t('It is not run: press Enter in the terminal to run it'),
    });
  }
  const write = vscode.l10n.t('Write into Terminal');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Write this command of an answer into the terminal?'),
    {
      modal: true,
      detail: `${only}\n\n${vscode.l10n.t('It is not run: press Enter in the terminal to run it')}`,
    },
    write,
  );
  return answer === write ? only : undefined;
}
