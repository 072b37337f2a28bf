import * as vscode from 'vscode';
import { AbaiError } from '../protocol/errors.ts';

/** The text editor that was active last: while a panel has the focus, VS Code says there is none. */
export class LastEditor implements vscode.Disposable {
  #editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  readonly #listener = vscode.window.onDidChangeActiveTextEditor((editor) => {
    if (editor) this.#editor = editor;
  });

  /** Undefined when there was none, or it was closed. */
  get last(): vscode.TextEditor | undefined {
    return this.#editor?.document.isClosed ? undefined : this.#editor;
  }

  /**
   * Inserts at its cursor, or replaces its selection, and shows it.
   *
   * @throws AbaiError `unavailable` when there is no such editor or it cannot be written to.
   */
  async insert(text: string, replaceSelection: boolean): Promise<void> {
    const last = this.#editor;
    if (!last || last.document.isClosed) {
      throw new AbaiError(
        'unavailable',
        vscode.l10n.t('No text editor is open to insert into. Open a file first.'),
      );
    }
    const editor = await vscode.window.showTextDocument(last.document, {
      ...(last.viewColumn === undefined ? {} : { viewColumn: last.viewColumn }),
      selection: last.selection,
    });
    const done = await editor.edit((edit) => {
      if (replaceSelection) edit.replace(editor.selection, text);
      else edit.insert(editor.selection.active, text);
    });
    if (!done) {
      throw new AbaiError(
        'unavailable',
        vscode.l10n.t('The editor did not take the text: the file may be read-only.'),
      );
    }
  }

  dispose(): void {
    this.#listener.dispose();
  }
}
